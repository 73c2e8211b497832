/// One server per workspace: an flock on <workspace>/run/aiepd.lock, gone with the process.
#pragma once

#include <string>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep::daemon {

class WorkspaceLock {
 public:
  WorkspaceLock() = default;
  ~WorkspaceLock();
  WorkspaceLock(const WorkspaceLock&) = delete;
  WorkspaceLock& operator=(const WorkspaceLock&) = delete;

  /// Tries once. True = held from now on; our process number stands in the file.
  Result<bool> try_take(const std::string& workspace);
  /// The process number that stands in the file of the holder, "" = none.
  static std::string holder(const std::string& workspace);

 private:
  int fd_ = -1;
};

}  // namespace aiep::daemon
