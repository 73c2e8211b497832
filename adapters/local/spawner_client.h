/// The backend's side of the spawner.
#pragma once

#include <string>

#include "core/base/error.h"

namespace aiep::local {

/// Not thread-safe. Starts the spawner when none serves the workspace.
class SpawnerClient {
 public:
  SpawnerClient(std::string workspace, std::string node_program);
  ~SpawnerClient();
  SpawnerClient(const SpawnerClient&) = delete;
  SpawnerClient& operator=(const SpawnerClient&) = delete;

  /// Asks for a keeper of the folder and does not wait for it: whether the task begins shows in its
  /// folder. Idempotent: a task that was started is not started again. unavailable = no spawner
  /// could be had.
  Status start_task(const std::string& folder);

 private:
  Status connect();
  Status launch();
  void disconnect();

  const std::string workspace_, state_, node_program_;
  int fd_ = -1;
};

}  // namespace aiep::local
