/// Receives the keepers' "my task ended" datagrams. A hint only.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace aiep::local {

class Notifier {
 public:
  /// Binds <state_folder>/notify.sock; without it (another daemon, no rights) nothing is received.
  explicit Notifier(const std::string& state_folder);
  ~Notifier();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;
  /// When it returns, no call of the former function is under way.
  void set_wakeup(std::function<void(std::string key)> wake);

 private:
  void receive();

  int fd_ = -1;
  int stop_pipe_[2] = {-1, -1};
  std::mutex mutex_;
  std::function<void(std::string key)> wake_;
  std::thread thread_;
};

}  // namespace aiep::local
