/// The small servers of tests/mini as processes of a test.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace aiep::test {

/// Starts tests/mini/<name> and waits until it listens; ends it at the end. Throws when it does not start
/// within the limit.
class MiniServer {
 public:
  MiniServer(const std::string& name, std::vector<std::string> arguments, int limit_ms = 60'000);
  ~MiniServer();
  MiniServer(const MiniServer&) = delete;
  MiniServer& operator=(const MiniServer&) = delete;

  int port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  void signal(int number) const;

 private:
  pid_t pid_ = -1;
  int port_ = 0;
};

}  // namespace aiep::test
