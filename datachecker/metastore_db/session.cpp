#include "datachecker/metastore_db/session.h"

#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include "core/base/clock.h"
#include "core/base/messages/checker.h"

namespace aiep::check::metastore {
namespace {

constexpr Millis kBetweenConnects{1000};

// Numbers of the server, from its manual; the client's header has only its own (CR_…).
constexpr unsigned kTooManyConnections = 1040, kAccessDeniedToBase = 1044, kAccessDenied = 1045, kUnknownBase = 1049,
                   kShutdown = 1053, kUnknownColumn = 1054, kTableDenied = 1142, kColumnDenied = 1143,
                   kNoSuchTable = 1146, kHostBlocked = 1129, kHostDenied = 1130, kUserConnections = 1203,
                   kLockWait = 1205, kQueryKilled = 1317, kConnectionKilled = 1927, kTimeExceeded = 1969,
                   kMysqlTimeExceeded = 3024;

/// In the quotes that SOCI's connection string knows.
std::string quoted(const std::string& value) {
  std::string out = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// SOCI wants a name for each parameter.
std::string with_names(const std::string& sql) {
  std::string out;
  int count = 0;
  for (const char c : sql) out += c == '?' ? ":p" + std::to_string(++count) : std::string(1, c);
  return out;
}

/// Storage that a statement stays bound to; its address must not change.
struct Cell {
  std::string text;
  long long number = 0;
  soci::indicator indicator = soci::i_ok;
};

class SociRow final : public Row {
 public:
  SociRow(soci::session& session, const SqlStatement& statement)
      : in_(statement.params.size()), out_(statement.columns.size()), statement_(session) {
    for (std::size_t i = 0; i < out_.size(); ++i) {
      if (statement.columns[i] == 't') {
        statement_.exchange(soci::into(out_[i].text, out_[i].indicator));
      } else {
        statement_.exchange(soci::into(out_[i].number, out_[i].indicator));
      }
    }
    for (std::size_t i = 0; i < in_.size(); ++i) {
      if (const auto* text = std::get_if<std::string>(&statement.params[i])) {
        in_[i].text = *text;
        statement_.exchange(soci::use(in_[i].text));
      } else {
        in_[i].number = std::get<std::int64_t>(statement.params[i]);
        statement_.exchange(soci::use(in_[i].number));
      }
    }
    statement_.alloc();
    statement_.prepare(with_names(statement.text));
    statement_.define_and_bind();
  }

  void each(const std::function<void(const Row&)>& row) {
    statement_.execute();
    while (statement_.fetch()) row(*this);
  }

  bool has(std::size_t column) const override { return out_.at(column).indicator != soci::i_null; }
  const std::string& text(std::size_t column) const override { return has(column) ? out_[column].text : empty_; }
  std::int64_t number(std::size_t column) const override { return has(column) ? out_[column].number : 0; }

 private:
  std::vector<Cell> in_, out_;
  const std::string empty_;
  soci::statement statement_;
};

}  // namespace

class Session::Impl {
 public:
  explicit Impl(const MetastoreDbOptions& options) : options_(options) {
    const std::string place =
        options.socket.empty() ? options.host + ":" + std::to_string(options.port) : options.socket;
    name_ = options.user + "@" + place + "/" + options.database;
  }

  Status connect() {
    if (session_) return {};
    if (tried_ && clock_.steady() - *tried_ < kBetweenConnects) return *refused_;
    tried_ = clock_.steady();
    ++counts_.connects;
    try {
      session_ = std::make_unique<soci::session>(*soci::factory_mysql(), connect_string());
      for (const std::string& setting : settings()) session_->once << setting;
    } catch (...) {
      session_.reset();
      refused_ = fault();
      // Whatever keeps us out may pass: a grant, a restart, a connection that others give back.
      refused_->kind = ErrorKind::unavailable;
      return *refused_;
    }
    // What the next attempt says when this connection breaks before another one may be made.
    refused_ = make_error(messages::kMetastoreDown, {name_, "the connection was lost a moment ago"});
    ++generation_;
    return {};
  }

  Status run(const SqlStatement& statement, const std::function<void(const Row&)>& row) {
    if (clock_.steady() - begun_ > options_.batch_timeout) {
      return make_error(messages::kMetastoreSlow, {name_, std::to_string(options_.batch_timeout.count())});
    }
    if (Status status = connect(); !status) return status;
    if (options_.observer) options_.observer(statement);
    ++counts_.statements;
    try {
      SociRow(*session_, statement).each(row);
    } catch (...) {
      const Error error = fault();
      if (lost_) session_.reset();
      return error;
    }
    return {};
  }

  // What a session must not inherit from the server's defaults. MySQL takes the variable that it does not know for
  // a comment.
  std::vector<std::string> settings() const {
    return {"SET SESSION /*M! max_statement_time = " + std::to_string(options_.statement_timeout.count()) +
                ", */ sql_mode = '', autocommit = 1",
            "SET SESSION TRANSACTION READ ONLY"};
  }

  std::string connect_string() const {
    std::string text = "db=" + quoted(options_.database) + " user=" + quoted(options_.user) + " charset=binary";
    if (!options_.password.empty()) text += " password=" + quoted(options_.password);
    if (options_.socket.empty()) {
      text += " host=" + quoted(options_.host) + " port=" + std::to_string(options_.port);
    } else {
      text += " unix_socket=" + quoted(options_.socket);
    }
    // The server gives up first, so that its answer says why.
    const std::string seconds = std::to_string(options_.statement_timeout.count() + 1);
    return text + " connect_timeout=" + std::to_string(options_.connect_timeout.count()) + " read_timeout=" + seconds +
           " write_timeout=" + seconds;
  }

  /// Inside a catch block. get_error_message() and never what(): the latter quotes the statement's values.
  Error fault() {
    lost_ = true;
    try {
      throw;
    } catch (const soci::mysql_soci_error& e) {
      return fault_of(e.err_num_, e.get_error_message());
    } catch (const soci::soci_error& e) {
      return make_error(messages::kMetastoreFault, {name_, e.get_error_message()});
    } catch (const std::exception& e) {
      return make_error(messages::kMetastoreFault, {name_, e.what()});
    }
  }

  Error fault_of(unsigned number, const std::string& text) {
    const std::string said = text + " (" + std::to_string(number) + ")";
    switch (number) {
      case CR_SERVER_LOST:
      case CR_SERVER_GONE_ERROR:
      case CR_CONNECTION_ERROR:
      case CR_CONN_HOST_ERROR:
      case CR_UNKNOWN_HOST:
      case CR_SERVER_LOST_EXTENDED:
      case kShutdown:
      case kConnectionKilled:
      case kTooManyConnections:
      case kUserConnections:
      case kHostBlocked:
      case kHostDenied:
      case kAccessDenied:
      case kAccessDeniedToBase:
      case kUnknownBase: return make_error(messages::kMetastoreDown, {name_, said});
      default: break;
    }
    lost_ = false;
    switch (number) {
      case kTimeExceeded:
      case kMysqlTimeExceeded:
      case kQueryKilled:
      case kLockWait:
        return make_error(messages::kMetastoreSlow, {name_, std::to_string(options_.statement_timeout.count())});
      case kTableDenied:
      case kColumnDenied: return make_error(messages::kMetastoreDenied, {name_, said});
      case kUnknownColumn:
      case kNoSuchTable:
        lost_ = true;  // the schema changed under us: read it again
        return make_error(messages::kMetastoreSchema, {name_, said});
      default: return make_error(messages::kMetastoreFault, {name_, said});
    }
  }

  const MetastoreDbOptions options_;
  std::string name_;
  SystemClock clock_;
  std::unique_ptr<soci::session> session_;
  std::optional<Millis> tried_;
  std::optional<Error> refused_;
  Millis begun_{0};
  bool lost_ = false;
  std::uint64_t generation_ = 0;
  MetastoreDbCounts counts_;
};

Session::Session(const MetastoreDbOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Session::~Session() = default;
void Session::begin_batch() { impl_->begun_ = impl_->clock_.steady(); }
Status Session::run(const SqlStatement& statement, const std::function<void(const Row&)>& row) {
  return impl_->run(statement, row);
}
std::uint64_t Session::generation() const { return impl_->generation_; }
bool Session::connected() const { return impl_->session_ != nullptr; }
Status Session::connect() { return impl_->connect(); }
MetastoreDbCounts Session::counts() const { return impl_->counts_; }
const std::string& Session::name() const { return impl_->name_; }

}  // namespace aiep::check::metastore
