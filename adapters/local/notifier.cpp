#include "adapters/local/notifier.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/local/socket.h"

namespace aiep::local {

Notifier::Notifier(const std::string& state_folder) {
  ::unlink((state_folder + "/" + kNotifySocket).c_str());
  const SocketAddress address(state_folder, kNotifySocket);
  fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0 || ::bind(fd_, address.get(), address.size()) != 0) return;
  if (::pipe2(stop_pipe_, O_CLOEXEC) != 0) return;
  thread_ = std::thread([this] { receive(); });
}

Notifier::~Notifier() {
  if (thread_.joinable()) {
    (void)!::write(stop_pipe_[1], "x", 1);
    thread_.join();
  }
  for (int fd : {fd_, stop_pipe_[0], stop_pipe_[1]}) {
    if (fd >= 0) ::close(fd);
  }
}

void Notifier::set_wakeup(std::function<void(std::string key)> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void Notifier::receive() {
  char key[512];
  for (;;) {
    pollfd watched[2] = {{fd_, POLLIN, 0}, {stop_pipe_[0], POLLIN, 0}};
    if (::poll(watched, 2, -1) < 0) continue;
    if (watched[1].revents != 0) return;
    const ssize_t size = ::recv(fd_, key, sizeof key, 0);
    if (size <= 0) continue;
    const std::lock_guard lock(mutex_);
    if (wake_) wake_(std::string(key, static_cast<std::size_t>(size)));
  }
}

}  // namespace aiep::local
