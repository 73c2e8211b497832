#include "adapters/local/keep/spawner.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "adapters/local/keep/keeper.h"
#include "adapters/local/socket.h"

namespace aiep::local {
namespace {

constexpr int kIdleMs = 10'000;
/// How often it looks whether its workspace is still there.
constexpr int kLookMs = 5'000;
constexpr std::size_t kLongestPath = 8'192;

int complain(const char* what) {
  std::fprintf(stderr, "aiep-keeper: %s: %s\n", what, std::strerror(errno));
  return 1;
}

class Spawner {
 public:
  Spawner(int listener, std::string state) : listener_(listener), state_(std::move(state)) {}

  int serve() {
    for (int idle_ms = 0; idle_ms < kIdleMs;) {
      std::vector<pollfd> watched{{listener_, POLLIN, 0}};
      for (int client : clients_) watched.push_back({client, POLLIN, 0});
      const int ready = ::poll(watched.data(), watched.size(), kLookMs);
      if (ready < 0 && errno != EINTR) return complain("poll");
      if (::access(state_.c_str(), F_OK) != 0) return 0;
      idle_ms = ready == 0 && clients_.empty() ? idle_ms + kLookMs : 0;
      if (ready <= 0) continue;
      if ((watched[0].revents & POLLIN) != 0) accept_client();
      for (std::size_t i = 1; i < watched.size(); ++i) {
        if (watched[i].revents != 0) serve_client(watched[i].fd);
      }
    }
    return 0;
  }

 private:
  void accept_client() {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) clients_.push_back(client);
  }

  void serve_client(int client) {
    char folder[kLongestPath];
    const ssize_t size = ::recv(client, folder, sizeof folder, 0);
    if (size <= 0) {
      ::close(client);
      std::erase(clients_, client);
      return;
    }
    // A fork that fails is asked for again: the daemon looks at tasks that do not begin.
    if (::fork() != 0) return;
    ::setsid();
    // Nothing of the spawner's may live on in a keeper, its lock least of all.
    ::close_range(3, ~0U, 0);
    keep_task(std::string(folder, static_cast<std::size_t>(size)), machine_);
  }

  const int listener_;
  const std::string state_;
  const Machine machine_ = look_at_machine();  ///< once for all keepers
  std::vector<int> clients_;
};

}  // namespace

int run_spawner(const std::string& workspace, int ready_fd) {
  const std::string state = workspace + "/local";
  ::umask(077);
  if (::mkdir(state.c_str(), 0700) != 0 && errno != EEXIST) return complain(state.c_str());
  const int lock = ::open((state + "/spawner.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return complain("spawner.lock");
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) return 0;  // another one serves this workspace
  // The daemon that started us blocks signals; TERM must end us all the same. Keepers go on.
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGCHLD, SIG_IGN);  // keepers report through their files
  ::signal(SIGPIPE, SIG_IGN);
  ::unlink((state + "/" + kSpawnerSocket).c_str());
  const SocketAddress address(state, kSpawnerSocket);
  const int listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (listener < 0) return complain("socket");
  if (::bind(listener, address.get(), address.size()) != 0) return complain("bind");
  if (::listen(listener, 64) != 0) return complain("listen");
  if (ready_fd >= 0) {
    (void)!::write(ready_fd, "1", 1);
    ::close(ready_fd);
  }
  return Spawner(listener, state).serve();
}

}  // namespace aiep::local
