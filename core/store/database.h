/// What differs between SQLite and MySQL: connecting, transactions, the schema's lock, self-checks.
#pragma once

#include <memory>
#include <string>

#include "core/store/connection.h"
#include "core/store/store_url.h"

namespace aiep::store {

enum class Use { reading, writing };

/// Thread-safe: holds no connection. Methods that take or give a Connection throw like it.
class Database {
 public:
  virtual ~Database() = default;

  virtual const std::string& name() const = 0;  ///< shown to people: no secrets
  virtual int sessions(Use use) const = 0;      ///< how many may be open at once

  /// Checks what can be told better before SOCI is asked. Makes the SQLite file (0600).
  virtual Status prepare() = 0;
  virtual std::unique_ptr<Connection> connect(Use use) = 0;
  /// A writer's transaction sees what is committed; a reader's sees one moment.
  virtual void begin(Connection& connection, Use use) = 0;
  /// Brings the schema up to date under a lock that holds off other programs.
  virtual Status upgrade(Connection& connection) = 0;

  /// Appended to a SELECT that must keep the row until the end of the transaction.
  virtual const char* for_update() const = 0;
  virtual std::string describe(Connection& connection) = 0;
  /// The first thing wrong, "" = sound.
  virtual std::string find_damage(Connection& connection) = 0;
};

std::unique_ptr<Database> make_sqlite_database(const StoreUrl& url);
std::unique_ptr<Database> make_mysql_database(const StoreUrl& url, std::string password);
/// Either of them; reads the password's file.
Result<std::unique_ptr<Database>> make_database(const StoreUrl& url);

}  // namespace aiep::store
