#include "adapters/local/keep/keeper.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "adapters/local/cgroup.h"
#include "adapters/local/processes.h"
#include "adapters/local/record.h"
#include "adapters/local/socket.h"

namespace aiep::local {
namespace {

/// What is left after the main process has ended gets this long between TERM and KILL.
constexpr std::int64_t kLeftoverGraceMs = 1'000;
constexpr useconds_t kWriteAgainUs = 500'000;
constexpr int kLockTries = 1'000;
constexpr useconds_t kLockPauseUs = 1'000;
/// How long a daemon that does not read may hold up a keeper that has nothing else to do.
constexpr timeval kNotifyPatience{1, 0};

class Keeper {
 public:
  Keeper(std::string folder, const Machine& machine) : folder_(std::move(folder)), machine_(machine) {}

  [[noreturn]] void run() {
    if (!take_lock() || decode_exit(read_all(path("exit"))) || !exists(path("task"))) ::_exit(0);
    task_ = decode(read_all(path("task")));
    block_signals();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    log_fd_ = ::open(path("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (exists(path("cancel"))) {
      verdict(Ending::cancelled, "cancelled before it started");
    } else if (log_fd_ >= 0 && start()) {  // without room for a log it has not begun; the daemon asks again
      watch();
    }
    ::_exit(0);
  }

 private:
  std::string path(const char* name) const { return folder_ + "/" + name; }

  /// False when the task was begun before, by a keeper that lives or by one that does not. The
  /// daemon holds the lock for moments while it looks.
  bool take_lock() {
    keeper_fd_ = ::open(path("keeper").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (keeper_fd_ < 0) return false;
    for (int tries = 0; ::flock(keeper_fd_, LOCK_EX | LOCK_NB) != 0; ++tries) {
      if (tries == kLockTries || decode_keeper(read_all(path("keeper"))).whole()) return false;
      ::usleep(kLockPauseUs);
    }
    return !decode_keeper(read_all(path("keeper"))).whole();  // held until this process ends
  }

  void block_signals() {
    sigemptyset(&watched_);
    for (int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&watched_, signal);
    ::sigprocmask(SIG_BLOCK, &watched_, nullptr);
    ::signal(SIGCHLD, SIG_DFL);
    ::signal(SIGPIPE, SIG_IGN);
  }

  void say(const std::string& line) {
    const std::string text = "[aiep] " + line + "\n";
    (void)!::write(log_fd_, text.data(), text.size());
  }

  bool start() {
    group_ = Cgroup(machine_.cgroup_folder, field(task_, "key"));
    const Limits limits{std::atoll(field(task_, "cpu_milli").c_str()),
                        std::atoll(field(task_, "memory_bytes").c_str())};
    if (const std::string missing = group_.set(limits); !missing.empty()) {
      say("limit of " + missing + " is not enforced: no cgroup v2 of our own on this machine");
    }
    for (const auto& [name, value] : task_) {
      if (name == "note") say(value);
    }
    int ready[2];
    if (::pipe2(ready, O_CLOEXEC) != 0) return fail_to_start("pipe", errno);
    if (!write_identity()) return fail_to_start("write the keeper file", errno);
    main_ = group_.fork_inside();
    if (main_ < 0) return fail_to_start("fork", errno);
    if (main_ == 0) become_task(ready[1]);
    ::close(ready[1]);
    int error = 0;
    if (::read(ready[0], &error, sizeof error) == sizeof error) exec_error_ = error;
    ::close(ready[0]);
    return true;
  }

  /// Before the fork: a keeper killed from here on has begun its task at most once. The task lives
  /// in the keeper's session, so its survivors can be found from the start.
  bool write_identity() {
    started_ms_ = now_ms();
    const KeeperRecord record{
        {::getpid(), start_time_of(::getpid()), machine_.boot_id}, ::getsid(0), group_.path(), started_ms_};
    const std::string text = encode(record);
    if (::pwrite(keeper_fd_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) return true;
    const int error = errno;
    (void)!::ftruncate(keeper_fd_, 0);
    errno = error;
    return false;
  }

  bool fail_to_start(const char* call, int error) {
    verdict(Ending::failed, std::string("cannot start the task: ") + call + ": " + std::strerror(error));
    return false;
  }

  /// In the child. Only calls that are safe after fork in a single-threaded process.
  [[noreturn]] void become_task(int ready_fd) {
    ::setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(input, 0);
    ::dup2(log_fd_, 1);
    ::dup2(log_fd_, 2);
    int error = ::chdir(field(task_, "cwd").c_str()) == 0 ? 0 : errno;
    if (error == 0) {
      std::vector<std::string> variables;
      for (const auto& [name, value] : task_) {
        if (name.rfind("env:", 0) == 0) variables.push_back(name.substr(4) + "=" + value);
      }
      std::vector<char*> environment;
      for (std::string& variable : variables) environment.push_back(variable.data());
      environment.push_back(nullptr);
      std::string script = path("script");
      char shell[] = "/bin/sh";
      char* arguments[] = {shell, script.data(), nullptr};
      ::execve(shell, arguments, environment.data());
      error = errno;
    }
    (void)!::write(ready_fd, &error, sizeof error);
    ::_exit(127);
  }

  void watch() {
    const std::int64_t grace = std::atoll(field(task_, "grace_ms").c_str());
    while (!main_ended_) {
      siginfo_t info{};
      const int signal = ::sigwaitinfo(&watched_, &info);
      if (signal == SIGCHLD) reap();
      if (signal == SIGTERM && !main_ended_) {
        cancelled_ = true;
        say("cancel: TERM to every process of the task, KILL after " + std::to_string(grace) + " ms");
        end_all(grace);
      }
    }
    if (!cancelled_ && has_children()) {
      const std::size_t left = descendants_of(::getpid()).size();
      end_all(kLeftoverGraceMs);
      if (left > 0) leftover_ = std::to_string(left) + " process(es) it left behind were ended";
    }
    conclude();
  }

  void reap() {
    int status = 0;
    for (pid_t pid = ::waitpid(-1, &status, WNOHANG); pid > 0; pid = ::waitpid(-1, &status, WNOHANG)) {
      if (pid != main_) continue;
      main_ended_ = true;
      main_status_ = status;
      ended_ms_ = now_ms();
    }
  }

  /// As subreaper we inherit every orphan, so "no child" means "nothing of the task lives".
  bool has_children() {
    reap();
    return ::waitpid(-1, nullptr, WNOHANG) == 0;
  }

  void signal_all(int signal) {
    for (pid_t pid : descendants_of(::getpid())) ::kill(pid, signal);
  }

  /// Held still meanwhile: a child that is being made while its parent is told would hear nothing, and live on
  /// until the KILL.
  void term_all() {
    stop_all([] { return descendants_of(::getpid()); });
    const std::vector<pid_t> held = descendants_of(::getpid());
    for (const int signal : {SIGTERM, SIGCONT}) {
      for (const pid_t pid : held) ::kill(pid, signal);
    }
  }

  void end_all(std::int64_t grace_ms) {
    term_all();
    const std::int64_t deadline = now_ms() + grace_ms;
    while (has_children() && now_ms() < deadline) wait_for_child(std::min<std::int64_t>(deadline - now_ms(), 100));
    while (has_children()) {
      if (!group_.kill()) stop_all([] { return descendants_of(::getpid()); });
      signal_all(SIGKILL);
      wait_for_child(20);
    }
    reap();
  }

  void wait_for_child(std::int64_t ms) {
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGCHLD);
    const timespec wait{static_cast<time_t>(ms / 1000), static_cast<long>(ms % 1000) * 1'000'000};
    ::sigtimedwait(&only, nullptr, &wait);
  }

  void conclude() {
    if (exec_error_ != 0) {
      verdict(Ending::failed, std::string("cannot start the task: ") + std::strerror(exec_error_));
    } else if (cancelled_) {
      verdict(Ending::cancelled, "ended after TERM");
    } else if (WIFSIGNALED(main_status_)) {
      const int signal = WTERMSIG(main_status_);
      const bool memory = signal == SIGKILL && group_.had_out_of_memory_kill();
      verdict(Ending::failed, "killed by " + signal_name(signal) + (memory ? " (out of memory)" : ""));
    } else {
      const int code = WEXITSTATUS(main_status_);
      verdict(code == 0 ? Ending::succeeded : Ending::failed,
              code == 0 ? "" : "exit code " + std::to_string(code) + meaning_of(code));
    }
    group_.remove();
  }

  /// What shells mean by it; a program may use the number for something else.
  std::string meaning_of(int code) const {
    if (code == 127) return " (command not found)";
    if (code == 126) return " (found but not executable)";
    if (code <= 128 || code > 128 + SIGRTMAX) return "";
    if (group_.had_out_of_memory_kill()) return " (out of memory)";
    return " (as after " + signal_name(code - 128) + ")";
  }

  void verdict(Ending ending, const std::string& reason) {
    ExitRecord record;
    record.ending = ending;
    record.reason = reason + (reason.empty() || leftover_.empty() ? "" : "; ") + leftover_;
    record.started_ms = started_ms_;
    record.ended_ms = ended_ms_ > 0 ? ended_ms_ : now_ms();
    if (main_ended_ && WIFEXITED(main_status_)) record.exit_code = WEXITSTATUS(main_status_);
    if (main_ended_ && WIFSIGNALED(main_status_)) record.signal = WTERMSIG(main_status_);
    // A full disk must not lose the verdict: it is tried until it is on the disk. Without a folder
    // nobody can ask any more. The link comes before the verdict, which lets the nodes start that
    // look for it.
    const auto written = [&] {
      return (ending != Ending::succeeded || link_result()) && write_durably(path("exit"), encode(record));
    };
    while (!written() && exists(folder_)) ::usleep(kWriteAgainUs);
    notify();
  }

  bool link_result() {
    if (::symlink(path("result").c_str(), field(task_, "result_link").c_str()) == 0 || errno == EEXIST) return true;
    if (errno == ENOSPC || errno == EDQUOT) return false;
    say(std::string("later nodes will not find its results in UPSTREAM_DIR: ") + std::strerror(errno));
    return true;
  }

  /// A hint for the daemon, which may not be there.
  void notify() const {
    const std::string key = field(task_, "key");
    const SocketAddress address(field(task_, "state_folder"), kNotifySocket);
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    // Waits while the daemon's queue (a few datagrams) is full: a burst of endings loses no hint.
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kNotifyPatience, sizeof kNotifyPatience);
    ::sendto(fd, key.data(), key.size(), 0, address.get(), address.size());
    ::close(fd);
  }

  const std::string folder_;
  const Machine& machine_;
  Fields task_;
  Cgroup group_;
  sigset_t watched_{};
  int keeper_fd_ = -1, log_fd_ = -1;
  pid_t main_ = 0;
  bool main_ended_ = false, cancelled_ = false;
  int main_status_ = 0, exec_error_ = 0;
  std::int64_t started_ms_ = 0, ended_ms_ = 0;
  std::string leftover_;
};

}  // namespace

Machine look_at_machine() { return {boot_id(), Cgroup::own_folder()}; }

void keep_task(const std::string& folder, const Machine& machine) { Keeper(folder, machine).run(); }

}  // namespace aiep::local
