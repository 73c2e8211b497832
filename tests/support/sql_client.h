/// A bare client of MariaDB for tests: what it sends is what it was given.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace aiep::test {

/// Throws std::runtime_error with the server's words.
class SqlClient {
 public:
  /// root on a unix socket. `charset`: of names and texts on this connection.
  SqlClient(const std::string& socket, const std::string& database, const std::string& charset);
  ~SqlClient();
  SqlClient(const SqlClient&) = delete;
  SqlClient& operator=(const SqlClient&) = delete;

  /// One statement or several.
  void run(const std::string& text);
  /// Rows as column name → value ("" for NULL).
  std::vector<std::map<std::string, std::string>> rows(const std::string& text);
  std::string quoted(const std::string& value);

 private:
  struct Handle;
  Handle* handle_;
};

}  // namespace aiep::test
