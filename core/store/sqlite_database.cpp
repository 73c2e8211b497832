#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "core/base/messages/store.h"
#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/soci_guard.h"

namespace aiep::store {
namespace {

constexpr int kReaders = 4;
constexpr auto kBusyWait = std::chrono::seconds(5);
constexpr auto kBusyPause = std::chrono::milliseconds(10);

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(std::string path) : path_(std::move(path)) {}

  const std::string& name() const override { return path_; }
  // One writer: SQLite has one write lock, and waiting for it here is fair where its own wait polls.
  int sessions(Use use) const override { return use == Use::writing ? 1 : kReaders; }

  Status prepare() override {
    // Only a file that is not there is opened: closing any descriptor of a database file would drop
    // the locks that SQLite holds on it in this process.
    const int made = ::open(path_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (made >= 0) ::close(made);
    if (made < 0 && errno != EEXIST) return refused(errno);
    struct stat info {};
    if (::stat(path_.c_str(), &info) != 0) return refused(errno);
    if (!S_ISREG(info.st_mode)) return make_error(messages::kStoreIo, {path_, "it is not a regular file"});
    if (::euidaccess(path_.c_str(), R_OK | W_OK) != 0) return refused(errno);
    const std::string folder = path_.substr(0, path_.rfind('/') + 1);
    if (::euidaccess(folder.c_str(), W_OK | X_OK) != 0) return refused(errno);
    return {};
  }

  std::unique_ptr<Connection> connect(Use use) override {
    // Switching to WAL and recovering it answer "busy" without asking SQLite's own waiting.
    const auto give_up = std::chrono::steady_clock::now() + kBusyWait;
    for (;;) {
      try {
        return try_connect(use);
      } catch (...) {
        const Fault fault = current_fault(path_);
        if (!(fault.error.code == messages::kStoreBusy) || std::chrono::steady_clock::now() > give_up) throw;
      }
      std::this_thread::sleep_for(kBusyPause);
    }
  }

  void begin(Connection& connection, Use use) override {
    connection.run(use == Use::writing ? "BEGIN IMMEDIATE" : "BEGIN");
  }

  Status upgrade(Connection& connection) override {
    const auto known = sqlite_migrations();
    if (Status status = check_schema(read_schema(connection), known, path_); !status) return status;
    if (read_schema(connection).version == known.back().number) return {};
    connection.run_once("BEGIN IMMEDIATE");
    const SchemaState state = read_schema(connection);
    if (Status status = check_schema(state, known, path_); !status) {
      connection.run_once("ROLLBACK");
      return status;
    }
    upgrade_schema(connection, known, state.version);
    connection.run_once("COMMIT");
    return {};
  }

  const char* for_update() const override { return ""; }

  std::string describe(Connection&) override { return std::string("SQLite ") + sqlite3_libversion(); }

  std::string find_damage(Connection& connection) override {
    std::string damage;
    connection.each("PRAGMA integrity_check(1)", "t", {}, [&](const Row& row) {
      if (row.text(0) != "ok") damage = row.text(0);
    });
    connection.each("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", "t", {}, [&](const Row& row) {
      if (damage.empty()) damage = "a row of " + row.text(0) + " refers to nothing";
    });
    return damage;
  }

 private:
  Error refused(int error_number) const {
    const bool rights = error_number == EACCES || error_number == EPERM || error_number == EROFS;
    const bool full = error_number == ENOSPC || error_number == EDQUOT;
    const Code code = rights ? messages::kStoreDenied : full ? messages::kStoreFull : messages::kStoreIo;
    return make_error(code, {path_, std::strerror(error_number)});
  }

  std::unique_ptr<Connection> try_connect(Use use) const {
    const bool plain = path_.find('=') == std::string::npos;
    auto connection =
        std::make_unique<Connection>(Engine::sqlite, plain ? path_ : "dbname=\"" + path_ + "\" timeout=5");
    for (const char* pragma : {"PRAGMA busy_timeout = 5000", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                               "PRAGMA foreign_keys = ON", "PRAGMA journal_size_limit = 67108864"}) {
      connection->run_once(pragma);
    }
    if (use == Use::reading) connection->run_once("PRAGMA query_only = ON");
    return connection;
  }

  const std::string path_;
};

}  // namespace

std::unique_ptr<Database> make_sqlite_database(const StoreUrl& url) {
  return std::make_unique<SqliteDatabase>(url.path);
}

}  // namespace aiep::store
