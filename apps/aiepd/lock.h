/// One server per workspace: an flock on <workspace>/run/aiepd.lock.
#pragma once

#include <string>

#include "core/base/error.h"

namespace aiep::daemon {

/// Tries once. True = held from now on, until the kernel takes it back at the very end of this
/// process: who waits for the lock waits for all of it. Our process number stands in the file.
Result<bool> try_lock_workspace(const std::string& workspace);

/// The process number that stands in the file of the holder, "" = none.
std::string workspace_holder(const std::string& workspace);

}  // namespace aiep::daemon
