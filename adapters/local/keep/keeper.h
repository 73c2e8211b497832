/// The keeper: a process that owns one task from its start to its verdict and outlives the daemon.
#pragma once

#include <string>

namespace aiep::local {

/// Runs in a fresh child of the spawner; never returns. Takes the folder's lock, starts the task
/// unless it was started before, answers "started" or "known" on `reply_fd`, and stays until
/// nothing of the task lives.
[[noreturn]] void keep_task(const std::string& folder, int reply_fd);

}  // namespace aiep::local
