#include "adapters/local/cgroup.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "adapters/local/record.h"

namespace aiep::local {
namespace {

constexpr long kCgroup2Magic = 0x63677270;
constexpr std::int64_t kPeriodUs = 100'000;

/// Mount point of the unified hierarchy; hybrid systems have it below "unified".
std::string unified_root() {
  for (const char* path : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
    struct statfs info {};
    if (::statfs(path, &info) == 0 && info.f_type == kCgroup2Magic) return path;
  }
  return "";
}

std::string own_path() {
  const std::string text = read_all("/proc/self/cgroup");
  const std::size_t at = text.find("0::");
  if (at == std::string::npos) return "";
  const std::size_t start = at + 3;
  const std::string path = text.substr(start, text.find('\n', start) - start);
  return path == "/" ? "" : path;
}

}  // namespace

std::string Cgroup::own_folder() {
  const std::string root = unified_root();
  return root.empty() ? "" : root + own_path();
}

Cgroup::Cgroup(const std::string& parent, const std::string& key) {
  if (parent.empty()) return;
  const std::string path = parent + "/aiep-" + key;
  if (::mkdir(path.c_str(), 0755) == 0 && ::access((path + "/cgroup.procs").c_str(), W_OK) == 0) path_ = path;
}

bool Cgroup::put(const char* file, const std::string& value) const {
  const int fd = ::open((path_ + "/" + file).c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool done = ::write(fd, value.data(), value.size()) == static_cast<ssize_t>(value.size());
  ::close(fd);
  return done;
}

std::string Cgroup::set(const Limits& limits) {
  std::string missing;
  if (limits.memory_bytes > 0) {
    const bool done = valid() && put("memory.max", std::to_string(limits.memory_bytes));
    if (done) put("memory.swap.max", "0");
    if (!done) missing = "memory";
  }
  if (limits.cpu_milli > 0) {
    const std::int64_t quota = limits.cpu_milli * kPeriodUs / 1000;
    const bool done = valid() && put("cpu.max", std::to_string(quota) + " " + std::to_string(kPeriodUs));
    if (!done) missing += missing.empty() ? "cpu" : " and cpu";
  }
  return missing;
}

bool Cgroup::enter() const { return valid() && put("cgroup.procs", "0"); }

int Cgroup::fork_inside() const {
  if (!valid()) return ::fork();
  const int folder = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  clone_args args{};
  args.flags = CLONE_INTO_CGROUP;
  args.exit_signal = SIGCHLD;
  args.cgroup = static_cast<std::uint64_t>(folder);
  const long pid = folder < 0 ? -1 : ::syscall(SYS_clone3, &args, sizeof args);
  if (folder >= 0) ::close(folder);
  if (pid >= 0) return static_cast<int>(pid);
  const int child = ::fork();  // a kernel before 5.7
  if (child == 0) enter();
  return child;
}

bool Cgroup::had_out_of_memory_kill() const {
  if (!valid()) return false;
  const std::string events = read_all(path_ + "/memory.events");
  const std::size_t at = events.find("oom_kill ");
  return at != std::string::npos && events[at + 9] != '0';
}

bool Cgroup::kill() const { return valid() && put("cgroup.kill", "1"); }

void Cgroup::remove() const {
  if (valid()) ::rmdir(path_.c_str());
}

}  // namespace aiep::local
