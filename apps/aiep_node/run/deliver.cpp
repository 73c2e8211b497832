#include "apps/aiep_node/run/deliver.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "apps/aiep_node/run/rest_server.h"
#include "core/config/workspace.h"

namespace aiep::agent {
namespace {

constexpr Millis kGiveUp{24 * 3'600'000};
constexpr Millis kFirstPause{500};
constexpr Millis kLongestPause{30'000};

/// Held while it lives; gone with the process.
class SpoolLock {
 public:
  explicit SpoolLock(const std::string& folder)
      : fd_(::open((folder + "/deliver.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    held_ = fd_ >= 0 && ::flock(fd_, LOCK_EX | LOCK_NB) == 0;
  }
  ~SpoolLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  SpoolLock(const SpoolLock&) = delete;
  SpoolLock& operator=(const SpoolLock&) = delete;
  bool held() const { return held_; }

 private:
  int fd_;
  bool held_ = false;
};

/// One round over what waits. True = something still waits.
bool deliver_round(const Spool& spool, const Clock& wall, bool patience_over, const Send& send) {
  bool waiting = false;
  // An absent server is asked once a round, however many cancels wait for it.
  std::map<std::string, bool> away;
  for (const std::string& path : spool.list()) {
    auto entry = Spool::read(path);
    if (!entry) {
      if (entry.error().kind != ErrorKind::not_found) Spool::give_up(path);
      continue;
    }
    const std::string server = entry->target.server + "\n" + entry->target.workspace;
    const Sent sent = away[server] ? Sent::away : send(*entry);
    if (sent == Sent::delivered) {
      Spool::remove(path);
    } else if (sent == Sent::refused || patience_over || wall.now() - from_ms(entry->created_ms) > kGiveUp) {
      Spool::give_up(path);
    } else {
      away[server] = true;
      waiting = true;
    }
  }
  return waiting;
}

/// Runs in a forked child: calls nothing that is not async-signal-safe.
[[noreturn]] void become_deliverer(char* const* argv, int null_fd) {
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  for (int fd = 0; fd <= 2; ++fd) ::dup2(null_fd, fd);
  ::syscall(SYS_close_range, 3u, ~0u, 0u);
  if (::chdir("/") != 0) ::_exit(126);
  ::execv("/proc/self/exe", argv);
  ::_exit(127);
}

}  // namespace

void deliver_all(const Spool& spool, Pulse& pulse, const Clock& wall, const Send& send) {
  const Millis until = pulse.now() + kGiveUp;
  // What is added just before the lock is given back finds a lock that is held: so look again.
  while (!spool.list().empty()) {
    const SpoolLock lock(spool.folder());
    if (!lock.held()) return;
    for (Millis pause = kFirstPause; deliver_round(spool, wall, pulse.now() >= until, send);
         pause = std::min(kLongestPause, pause * 2)) {
      pulse.wait(pause);
      if (*pulse.signal() != '\0') return;
    }
  }
}

Sent send_over_rest(const SpoolEntry& entry) {
  auto address = local_server::resolve_address(entry.target.server, entry.target.workspace);
  if (!address) return Sent::refused;
  address->token_file = entry.target.token_file;
  RestServer server({std::move(*address), Lang::en, "", config::user_name(), -1});
  auto seen = server.cancel(entry.identity, "", entry.reason);
  if (seen) return Sent::delivered;
  const bool later = seen.error().away || seen.error().kind == ErrorKind::unauthenticated;
  return later ? Sent::away : Sent::refused;
}

void start_deliverer(const Spool& spool) {
  if (spool.list().empty()) return;
  std::string words[] = {"aiep-node", "deliver", "--spool", spool.folder()};
  char* argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
  const int null_fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const pid_t child = null_fd < 0 ? -1 : ::fork();
  if (child == 0) become_deliverer(argv, null_fd);
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (null_fd >= 0) ::close(null_fd);
}

}  // namespace aiep::agent
