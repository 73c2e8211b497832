/// Answers from the relational database behind a Hive metastore (MySQL or MariaDB), by SQL. Facts and
/// statements: README.md of datachecker.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/spi/check_backend.h"

namespace aiep::check {

/// As sent: each `?` of the text is one parameter. For tests and benchmarks; holds no password.
struct SqlStatement {
  std::string text;
  std::vector<std::variant<std::int64_t, std::string>> params;  ///< texts in the column's own bytes
  std::string columns;                                          ///< one letter each: n number, t text
};

struct MetastoreDbOptions {
  std::string host = "127.0.0.1";
  int port = 3306;
  std::string socket;  ///< path of a unix socket; instead of host and port
  std::string user;
  std::string password;  ///< never shown
  std::string database;
  std::string catalog = "hive";  ///< ASCII; ignored by schemas before 3.0
  bool deny_views = false;       ///< views are refused
  /// A spec with only the leading levels asks for the newest partition below them, by name. Without
  /// this it is refused, because nothing says how many of them have to be there.
  bool newest_of_partial = false;
  std::chrono::seconds connect_timeout{5};
  std::chrono::seconds statement_timeout{15};
  std::chrono::seconds batch_timeout{60};  ///< no statement starts later than this
  /// Called before each statement, the ones that read the schema included.
  std::function<void(const SqlStatement&)> observer;
};

struct MetastoreDbCounts {
  std::uint64_t statements = 0;  ///< sent, whatever came of them
  std::uint64_t connects = 0;    ///< attempts
};

class MetastoreDb : public spi::CheckBackend {
 public:
  /// Where the data of each question lies (SDS.LOCATION as stored); nullopt where ask() would not say
  /// present under the rung exists, or where the metastore keeps no place. Fails as ask() does.
  virtual Result<std::vector<std::optional<std::string>>> locate(const std::vector<spi::ObjectQuestion>& questions) = 0;
  virtual MetastoreDbCounts counts() const = 0;
};

/// `metastore-db://user@host:port/database`, IPv6 in brackets, port 3306 when none is given;
/// `metastore-db://user@/database?socket=/path`. A password in it is refused.
Result<MetastoreDbOptions> parse_metastore_db(const std::string& url);

/// The first line of the file; of the environment's AIEP_CHECK_PASSWORD when `file` is empty; else "".
Result<std::string> metastore_password(const std::string& file);

/// Rungs exists and stats; the others are refused. Does not connect yet. A batch fails with
/// unavailable (down, too slow, no permission to connect), permission_denied (a table may not be
/// read) or failed_precondition (no metastore schema that it knows). Between two attempts to
/// connect lies at least a second; until then ask() fails at once.
std::unique_ptr<MetastoreDb> make_metastore_db(MetastoreDbOptions options);

}  // namespace aiep::check
