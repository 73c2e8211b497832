#include "core/store/connection.h"

#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "core/store/text.h"

namespace aiep::store {
namespace {

/// Storage that a statement stays bound to; its address must not change.
struct Cell {
  std::string text;
  long long number = 0;
  soci::indicator indicator = soci::i_ok;
};

/// SQLite would take `?`, MySQL's backend wants a name for each.
std::string with_names(const std::string& sql) {
  std::string out;
  int count = 0;
  for (const char c : sql) {
    if (c == '?') {
      out += ":p" + std::to_string(++count);
    } else {
      out += c;
    }
  }
  return out;
}

const soci::backend_factory& factory_of(Engine engine) {
  if (engine == Engine::sqlite) return *soci::factory_sqlite3();
  return *soci::factory_mysql();
}

class Statement final : public Row {
 public:
  Statement(soci::session& session, const std::string& sql, const Param* params, std::size_t count, const char* columns)
      : in_(count), out_(std::string_view(columns).size()), statement_(session) {
    for (std::size_t i = 0; i < out_.size(); ++i) {
      Cell& cell = out_[i];
      if (columns[i] == 't') {
        statement_.exchange(soci::into(cell.text, cell.indicator));
      } else {
        statement_.exchange(soci::into(cell.number, cell.indicator));
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      Cell& cell = in_[i];
      if (params[i].is_text()) {
        statement_.exchange(soci::use(cell.text, cell.indicator));
      } else {
        statement_.exchange(soci::use(cell.number, cell.indicator));
      }
    }
    statement_.alloc();
    statement_.prepare(with_names(sql));
    statement_.define_and_bind();
  }

  void bind(const Param* params, std::size_t count) {
    if (count != in_.size()) throw std::logic_error("wrong number of parameters");
    for (std::size_t i = 0; i < count; ++i) {
      Cell& cell = in_[i];
      cell.indicator = params[i].is_null() ? soci::i_null : soci::i_ok;
      cell.number = params[i].number();
      if (params[i].is_text()) assign_utf8(cell.text, params[i].text());
    }
  }

  std::int64_t run() {
    statement_.execute(true);
    return statement_.get_affected_rows();
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

std::optional<TimePoint> Row::maybe_time(std::size_t column) const {
  return has(column) ? std::optional(time(column)) : std::nullopt;
}

std::optional<int> Row::maybe_small(std::size_t column) const {
  return has(column) ? std::optional(small(column)) : std::nullopt;
}

class Connection::Impl {
 public:
  Impl(Engine engine, const std::string& connect_string)
      : engine_(engine), session_(factory_of(engine), connect_string) {}

  Statement& prepared(const std::string& sql, const char* columns, const Param* params, std::size_t count) {
    std::unique_ptr<Statement>& kept = statements_[sql];
    if (!kept) kept = std::make_unique<Statement>(session_, sql, params, count, columns);
    kept->bind(params, count);
    return *kept;
  }

  Engine engine_;
  soci::session session_;
  // After the session, so that the statements go first: SQLite closes only a session without any.
  std::unordered_map<std::string, std::unique_ptr<Statement>> statements_;
};

Connection::Connection(Engine engine, const std::string& connect_string)
    : impl_(std::make_unique<Impl>(engine, connect_string)) {}
Connection::~Connection() = default;

Engine Connection::engine() const { return impl_->engine_; }

std::int64_t Connection::run(const std::string& sql, const Param* params, std::size_t count) {
  return impl_->prepared(sql, "", params, count).run();
}

std::int64_t Connection::run(const std::string& sql, Params params) { return run(sql, params.begin(), params.size()); }

void Connection::each(const std::string& sql, const char* columns, const Param* params, std::size_t count,
                      const std::function<void(const Row&)>& row) {
  impl_->prepared(sql, columns, params, count).each(row);
}

void Connection::each(const std::string& sql, const char* columns, Params params,
                      const std::function<void(const Row&)>& row) {
  each(sql, columns, params.begin(), params.size(), row);
}

void Connection::run_once(const std::string& sql) { impl_->session_.once << sql; }

std::optional<std::int64_t> Connection::number(const std::string& sql, Params params) {
  std::optional<std::int64_t> found;
  each(sql, "n", params, [&](const Row& row) {
    if (!found && row.has(0)) found = row.number(0);
  });
  return found;
}

std::optional<std::string> Connection::text(const std::string& sql, Params params) {
  std::optional<std::string> found;
  each(sql, "t", params, [&](const Row& row) {
    if (!found && row.has(0)) found = row.text(0);
  });
  return found;
}

}  // namespace aiep::store
