/// Finding and ending the processes of a task. Plain libc.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace aiep::local {

/// Every live process below `root` by parent links (zombies are not alive), without `root`.
std::vector<pid_t> descendants_of(pid_t root);
/// Live processes whose environment carries the attempt's RESULT_DIR (the folder is unique on the machine, a key only
/// in its workspace), whose session is `session` (0 = no session counts) or that stand in the cgroup folder `cgroup`
/// ("" = none). For tasks whose keeper is gone.
std::vector<pid_t> survivors_of(const std::string& folder, pid_t session, const std::string& cgroup = "");
/// Stops whatever `list` gives, again and again until nobody new is among them, so that processes that fork
/// cannot outrun the signal that follows.
void stop_all(const std::function<std::vector<pid_t>()>& list);

/// Names a signal: "SIGKILL".
std::string signal_name(int signal);

}  // namespace aiep::local
