/// Finding and ending the processes of a task. Plain libc.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace aiep::local {

/// Every live process below `root` by parent links (zombies are not alive), without `root`.
std::vector<pid_t> descendants_of(pid_t root);
/// Live processes whose environment carries AIEP_TASK_KEY=key or whose session is `session` (0 = any
/// session does not count). For tasks whose keeper is gone.
std::vector<pid_t> survivors_of(const std::string& key, pid_t session);

/// Names a signal: "SIGKILL".
std::string signal_name(int signal);

}  // namespace aiep::local
