#include "adapters/local/processes.h"

#include <dirent.h>
#include <signal.h>
#include <string.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

#include "adapters/local/record.h"

namespace aiep::local {
namespace {

constexpr int kStopPasses = 20;

struct Entry {
  pid_t pid = 0, parent = 0, session = 0;
  char state = '?';
  bool alive() const { return state != 'Z' && state != 'X'; }
};

std::vector<Entry> all_processes() {
  std::vector<Entry> entries;
  DIR* proc = ::opendir("/proc");
  if (proc == nullptr) return entries;
  while (const dirent* item = ::readdir(proc)) {
    Entry entry;
    entry.pid = std::atoi(item->d_name);
    if (entry.pid <= 0) continue;
    const std::string stat = read_all(std::string("/proc/") + item->d_name + "/stat");
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos) continue;
    int parent = 0, group = 0, session = 0;
    if (std::sscanf(stat.c_str() + name_end + 1, " %c %d %d %d", &entry.state, &parent, &group, &session) != 4) {
      continue;
    }
    entry.parent = parent;
    entry.session = session;
    entries.push_back(entry);
  }
  ::closedir(proc);
  return entries;
}

}  // namespace

std::vector<pid_t> descendants_of(pid_t root) {
  std::multimap<pid_t, Entry> children;
  for (const Entry& entry : all_processes()) children.emplace(entry.parent, entry);
  std::vector<pid_t> found, stack{root};
  while (!stack.empty()) {
    const pid_t parent = stack.back();
    stack.pop_back();
    for (auto [it, end] = children.equal_range(parent); it != end; ++it) {
      stack.push_back(it->second.pid);
      if (it->second.alive()) found.push_back(it->second.pid);
    }
  }
  return found;
}

std::vector<pid_t> survivors_of(const std::string& folder, pid_t session, const std::string& cgroup) {
  const std::string tag = "RESULT_DIR=" + folder + "/result";
  std::set<pid_t> members;
  if (!cgroup.empty()) {
    std::istringstream lines(read_all(cgroup + "/cgroup.procs"));
    for (pid_t pid = 0; lines >> pid;) members.insert(pid);
  }
  std::vector<pid_t> found;
  for (const Entry& entry : all_processes()) {
    if (!entry.alive()) continue;
    bool ours = (session > 0 && entry.session == session) || members.contains(entry.pid);
    if (!ours) {
      const std::string environment = read_all("/proc/" + std::to_string(entry.pid) + "/environ");
      const std::size_t at = environment.find(tag);
      const std::size_t after = at + tag.size();
      ours = at != std::string::npos && (at == 0 || environment[at - 1] == '\0') &&
             (after == environment.size() || environment[after] == '\0');
    }
    if (ours) found.push_back(entry.pid);
  }
  return found;
}

void stop_all(const std::function<std::vector<pid_t>()>& list) {
  std::set<pid_t> before;
  for (int pass = 0; pass < kStopPasses; ++pass) {
    const std::vector<pid_t> alive = list();
    for (pid_t pid : alive) ::kill(pid, SIGSTOP);
    std::set<pid_t> now(alive.begin(), alive.end());
    if (now == before) return;
    before = std::move(now);
  }
}

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

}  // namespace aiep::local
