#include "core/base/messages/store.h"
#include "core/store/database.h"
#include "core/store/schema.h"

namespace aiep::store {
namespace {

constexpr int kSessions = 4;
constexpr const char* kTables =
    "experiments, versions, runs, tasks, task_specs, attempts, events, leases, outer_executions";

/// In the quotes that SOCI's connection string knows.
std::string quoted(const std::string& value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

class MysqlDatabase final : public Database {
 public:
  MysqlDatabase(const StoreUrl& url, const std::string& password)
      : name_(url.user + "@" + (url.socket.empty() ? url.host + ":" + std::to_string(url.port) : url.socket) + "/" +
              url.database) {
    connect_ = "db=" + quoted(url.database) + " user=" + quoted(url.user) + " charset=utf8mb4";
    if (!password.empty()) connect_ += " password=" + quoted(password);
    if (url.socket.empty()) {
      connect_ += " host=" + quoted(url.host) + " port=" + std::to_string(url.port);
    } else {
      connect_ += " unix_socket=" + quoted(url.socket);
    }
    connect_ += " connect_timeout=5 read_timeout=30 write_timeout=30";
  }

  const std::string& name() const override { return name_; }
  int sessions(Use) const override { return kSessions; }
  Status prepare() override { return {}; }

  std::unique_ptr<Connection> connect(Use) override {
    auto connection = std::make_unique<Connection>(Engine::mysql, connect_);
    for (const char* setting :
         {"SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
          // A server that was stopped in the middle of a transaction, or whose network is gone, must not keep its
          // locks from the others. MySQL, which does not know the variable, takes it for a comment.
          "SET SESSION /*M! idle_transaction_timeout = 3, */ innodb_lock_wait_timeout = 5",
          "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"}) {
      connection->run_once(setting);
    }
    return connection;
  }

  void begin(Connection& connection, Use use) override {
    if (use == Use::writing) {
      connection.run("START TRANSACTION");
      return;
    }
    connection.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    connection.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  }

  Status upgrade(Connection& connection) override {
    const auto known = mysql_migrations();
    if (Status status = check_schema(read_schema(connection), known, name_); !status) return status;
    // The lock is of the server, so it names the database; it ends with the connection at the latest.
    if (connection.number("SELECT GET_LOCK(concat('aiep-schema.', DATABASE()), 30)").value_or(0) != 1) {
      return make_error(messages::kStoreBusy, {name_});
    }
    const SchemaState state = read_schema(connection);
    const Status status = check_schema(state, known, name_);
    if (status) upgrade_schema(connection, known, state.version);
    (void)connection.number("SELECT RELEASE_LOCK(concat('aiep-schema.', DATABASE()))");
    return status;
  }

  const char* for_update() const override { return " FOR UPDATE"; }

  std::string describe(Connection& connection) override {
    const std::string version = connection.text("SELECT version()").value_or("");
    return (version.find("MariaDB") == std::string::npos ? "MySQL " : "MariaDB ") + version;
  }

  std::string find_damage(Connection& connection) override {
    std::string damage;
    connection.each(std::string("CHECK TABLE ") + kTables, "tttt", {}, [&](const Row& row) {
      const bool sound = row.text(2) == "status" && row.text(3) == "OK";
      if (damage.empty() && !sound && row.text(2) != "note") damage = row.text(0) + ": " + row.text(3);
    });
    return damage;
  }

 private:
  const std::string name_;
  std::string connect_;  ///< holds the password
};

}  // namespace

std::unique_ptr<Database> make_mysql_database(const StoreUrl& url, std::string password) {
  return std::make_unique<MysqlDatabase>(url, password);
}

}  // namespace aiep::store
