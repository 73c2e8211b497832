#include "apps/aiepctl/start_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/base/messages/server.h"
#include "core/config/workspace.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;
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

/// Runs in a forked child: calls nothing that is not async-signal-safe.
[[noreturn]] void become_daemon(const std::vector<char*>& argv, int ready_fd, int log_fd, int null_fd) {
  ::setsid();
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

/// What the new server says until "ok", its end, or our patience's.
std::string read_ready(int fd) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  std::string text;
  char buffer[4096];
  while (text.find('\n') == std::string::npos) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd look{fd, POLLIN, 0};
    const int ready = left.count() > 0 ? ::poll(&look, 1, static_cast<int>(left.count())) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return "late";
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
  return text;
}

Outcome<bool> spawn(const std::string& workspace, const std::vector<std::string>& arguments) {
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
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0) return fail(system_error("fork for", program, errno));
  if (child == 0) become_daemon(argv, writer.get(), log.get(), null.get());
  writer.reset();
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  const std::string said = read_ready(reader.get());
  if (said == "ok\n") return true;
  const Json error = Json::parse(said, nullptr, false);
  if (error.is_object()) return fail(Failure(Json{{"error", error}}));
  return fail(make_error(messages::kServerNoStart,
                         {workspace, said == "late" ? "it was not ready after 20 s" : "it ended at once"}));
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

Outcome<bool> ensure_server(const std::string& workspace, const std::string& socket,
                            const std::vector<std::string>& arguments) {
  if (Status prepared = config::prepare_workspace(workspace); !prepared) return fail(prepared.error());
  // Of many clients that find no server at once, one starts it; the others wait here for that.
  const std::string path = workspace + "/run/start.lock";
  const Fd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.get() < 0) return fail(system_error("open", path, errno));
  while (::flock(lock.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return fail(system_error("lock", path, errno));
  }
  if (answers(socket)) return true;
  return spawn(workspace, arguments);
}

}  // namespace aiep::cli
