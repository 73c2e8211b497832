#include "apps/local_server/start_server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "core/base/files.h"
#include "core/base/messages/server.h"
#include "core/config/workspace.h"

namespace aiep::local_server {
namespace {

constexpr int kReadyFd = 3;
constexpr std::chrono::seconds kPatience{20};

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() { reset(); }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

tl::unexpected<StartFailure> fail(Error error, std::string said = "") {
  return tl::unexpected<StartFailure>({std::move(error), std::move(said)});
}

/// Runs in a forked child: calls nothing that is not async-signal-safe.
[[noreturn]] void become_daemon(const std::vector<char*>& argv, int ready_fd, int log_fd, int null_fd) {
  ::setsid();
  ::signal(SIGPIPE, SIG_DFL);  // what is ignored stays so over exec
  if (::fork() != 0) ::_exit(0);
  ::dup2(null_fd, 0);
  ::dup2(log_fd, 1);
  ::dup2(log_fd, 2);
  ::dup2(ready_fd, kReadyFd);
  ::syscall(SYS_close_range, kReadyFd + 1, ~0u, 0u);
  if (::chdir("/") != 0) ::_exit(126);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

/// Waits until `fd` or `stop_fd` can be read; -1 for either = none. False when only the time is over.
bool wait_readable(int fd, int stop_fd, std::chrono::milliseconds time) {
  pollfd look[2] = {{fd, POLLIN, 0}, {stop_fd, POLLIN, 0}};
  return time.count() > 0 && ::poll(look, 2, static_cast<int>(time.count())) != 0;
}

bool is_readable(int fd) {
  pollfd look{fd, POLLIN, 0};
  return fd >= 0 && ::poll(&look, 1, 0) == 1;
}

/// What the new server says until "ok", its end, or our patience's.
std::string read_ready(int fd, int stop_fd) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  std::string text;
  char buffer[4096];
  while (text.find('\n') == std::string::npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (!wait_readable(fd, stop_fd, left)) return "late";
    if (is_readable(stop_fd)) return "stopped";
    if (!is_readable(fd)) continue;
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
  return text;
}

/// Waits for the lock; kServerNoStart when `stop_fd` ended that.
Status take_lock(int fd, const std::string& path, int stop_fd) {
  constexpr std::chrono::milliseconds kPause{50};
  while (::flock(fd, stop_fd < 0 ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return system_error("lock", path, errno);
    wait_readable(-1, stop_fd, kPause);
    if (is_readable(stop_fd)) return make_error(messages::kServerNoStart, {path, "a signal came first"});
  }
  return {};
}

Started spawn(const std::string& workspace, const StartOptions& options) {
  const std::string program = config::sibling_program("aiepd");
  if (::access(program.c_str(), X_OK) != 0) return fail(system_error("run", program, errno));
  const Fd log(::open((workspace + "/log/aiepd.out").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  int ends[2];
  if (log.get() < 0 || null.get() < 0) return fail(system_error("open", workspace + "/log/aiepd.out", errno));
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(system_error("make", "a pipe", errno));
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  std::vector<std::string> words{program, "--workspace", workspace, "--ready-fd", std::to_string(kReadyFd)};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return fail(system_error("fork for", program, errno));
  if (child == 0) become_daemon(argv, writer.get(), log.get(), null.get());
  writer.reset();
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  const std::string said = read_ready(reader.get(), options.stop_fd);
  if (said == "ok\n") return {};
  const char* why = said == "late"      ? "it was not ready after 20 s"
                    : said == "stopped" ? "a signal came before it was ready"
                                        : "it ended at once";
  return fail(make_error(messages::kServerNoStart, {workspace, why}), said.starts_with('{') ? said : "");
}

}  // namespace

bool answers(const std::string& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof address.sun_path) return false;
  std::strcpy(address.sun_path, socket.c_str());
  const Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return fd.get() >= 0 && ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

Started ensure_server(const std::string& workspace, const std::string& socket, const StartOptions& options) {
  if (Status prepared = config::prepare_workspace(workspace); !prepared) return fail(prepared.error());
  // Of many clients that find no server at once, one starts it; the others wait here for that.
  const std::string path = workspace + "/run/start.lock";
  const Fd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.get() < 0) return fail(system_error("open", path, errno));
  if (Status taken = take_lock(lock.get(), path, options.stop_fd); !taken) return fail(taken.error());
  if (answers(socket)) return {};
  return spawn(workspace, options);
}

}  // namespace aiep::local_server
