#include "adapters/local/spawner_client.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "adapters/local/socket.h"
#include "core/base/files.h"
#include "core/base/messages/backend.h"

extern char** environ;

namespace aiep::local {
namespace {

constexpr int kAnswerMs = 10'000;

/// True when `fd` has something within the time.
bool readable(int fd, int ms) {
  pollfd watched{fd, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&watched, 1, ms);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

}  // namespace

SpawnerClient::SpawnerClient(std::string workspace, std::string node_program)
    : workspace_(std::move(workspace)), state_(workspace_ + "/local"), node_program_(std::move(node_program)) {}

SpawnerClient::~SpawnerClient() { disconnect(); }

void SpawnerClient::disconnect() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Status SpawnerClient::start_task(const std::string& folder) {
  // A spawner that ended since the last task shows as a failed send: nothing was asked, so once more.
  for (int attempt = 0;; ++attempt) {
    if (Status connected = connect(); !connected) return connected;
    if (::send(fd_, folder.data(), folder.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(folder.size())) break;
    const int error = errno;
    disconnect();
    if (attempt == 1) return make_error(messages::kSpawnerAway, {std::strerror(error)});
  }
  return {};
}

Status SpawnerClient::connect() {
  if (fd_ >= 0) return {};
  for (int attempt = 0; attempt < 3; ++attempt) {
    const SocketAddress address(state_, kSpawnerSocket);
    fd_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd_ < 0) return system_error("open socket", kSpawnerSocket, errno);
    if (::connect(fd_, address.get(), address.size()) == 0) return {};
    disconnect();
    if (Status launched = launch(); !launched) return launched;
  }
  return make_error(messages::kSpawnerAway, {"it started but cannot be reached"});
}

/// Through a child that ends at once, so that the spawner is nobody's child here.
Status SpawnerClient::launch() {
  int ready[2];
  if (::pipe2(ready, O_CLOEXEC) != 0) return system_error("pipe", "spawner", errno);
  const std::string log = state_ + "/spawner.log";
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    const int null = ::open("/dev/null", O_RDONLY);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(null, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::dup2(ready[1], 3);
    ::close_range(4, ~0U, 0);
    ::execl(node_program_.c_str(), "aiep-node", "keep", "--workspace", workspace_.c_str(), "--ready-fd", "3", nullptr);
    ::_exit(127);
  }
  ::close(ready[1]);
  if (pid > 0) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  char byte = 0;
  const bool listening = pid > 0 && readable(ready[0], kAnswerMs) && ::read(ready[0], &byte, 1) == 1;
  ::close(ready[0]);
  // No byte also when another daemon's spawner won the race; connect() finds out.
  if (!listening && ::access(node_program_.c_str(), X_OK) != 0) {
    return make_error(messages::kSpawnerAway, {node_program_ + ": " + std::strerror(errno)});
  }
  return {};
}

}  // namespace aiep::local
