/// The keeper: a process that owns one task from its start to its verdict and outlives the daemon.
#pragma once

#include <string>

namespace aiep::local {

/// What all keepers of this boot need to know alike.
struct Machine {
  std::string boot_id;
  std::string cgroup_folder;  ///< where tasks get cgroups of their own, "" = none
};
Machine look_at_machine();

/// Runs in a fresh child of the spawner; never returns. Takes the folder's lock, starts the task
/// unless it was started before, and stays until nothing of the task lives.
[[noreturn]] void keep_task(const std::string& folder, const Machine& machine);

}  // namespace aiep::local
