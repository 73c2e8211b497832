/// The spawner: one small process per workspace that forks a keeper for each task. Forking a small
/// process is an order of magnitude cheaper than starting a program per task.
#pragma once

#include <string>

namespace aiep::local {

/// `aiep-node keep --workspace DIR`. Serves until nobody has been connected for a while; keepers
/// outlive it. `ready_fd` ≥ 0 gets one byte when it listens. Exit code of the program.
int run_spawner(const std::string& workspace, int ready_fd);

}  // namespace aiep::local
