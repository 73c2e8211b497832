/// A real MariaDB server of its own: data in a temporary folder, only a unix socket.
#pragma once

#include <sys/types.h>

#include <string>

#include "tests/support/temp_dir.h"

namespace aiep::test {

/// Throws std::runtime_error with the server's last words when it does not start. Needs the Debian
/// package mariadb-server. Ends with the object, and with the test program however that ends.
class MariadbServer {
 public:
  MariadbServer();
  ~MariadbServer();
  MariadbServer(const MariadbServer&) = delete;
  MariadbServer& operator=(const MariadbServer&) = delete;

  /// root without a password.
  std::string socket() const { return dir_ / "s"; }

  void start();
  /// kill -9: what was committed survives, connections break.
  void kill_hard();

 private:
  std::string last_words() const;
  bool answers() const;

  TempDir dir_;
  pid_t pid_ = -1;
};

}  // namespace aiep::test
