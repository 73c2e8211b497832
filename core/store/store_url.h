/// The address of a database.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/store/connection.h"

namespace aiep::store {

struct StoreUrl {
  Engine engine = Engine::sqlite;
  std::string path;                  ///< SQLite: absolute
  std::string user, host, database;  ///< MySQL
  int port = 3306;
  std::string socket, password_file;  ///< absolute paths, "" = none
};

/// sqlite:///abs/path.db, mysql://user@host:port/db?password_file=/abs and
/// mysql://user@/db?socket=/abs. %XX is decoded. invalid_argument; the error never repeats what
/// could be a password.
Result<StoreUrl> parse_store_url(const std::string& url);

}  // namespace aiep::store
