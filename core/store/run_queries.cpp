// Reading runs.
#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "core/base/messages/store.h"
#include "core/store/outer_rows.h"
#include "core/store/run_rows.h"
#include "core/store/sql_store.h"

namespace aiep::store {
namespace {

constexpr int kLongestPage = 1000;

/// `<created ms>.<id>`: the last row of the page before.
struct PageMark {
  std::int64_t created = 0;
  std::string id;
};

std::optional<PageMark> read_mark(const std::string& text) {
  PageMark mark;
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + dot, mark.created);
  if (error != std::errc{} || end != text.data() + dot) return std::nullopt;
  mark.id = text.substr(dot + 1);
  return mark;
}

/// WHERE and its parameters, which refer to the query and the mark.
class RunFilter {
 public:
  RunFilter(const spi::RunQuery& query, const std::optional<PageMark>& mark) {
    if (!query.experiment_id.empty()) add("experiment_id = ?", query.experiment_id);
    if (!query.submitter.empty()) add("submitter = ?", query.submitter);
    if (query.version != 0) add("version = ?", query.version);
    if (query.created_from) add("created_at >= ?", *query.created_from);
    if (query.created_before) add("created_at < ?", *query.created_before);
    if (!query.states.empty()) {
      std::string marks;
      for (const State state : query.states) {
        marks += marks.empty() ? "?" : ", ?";
        params_.emplace_back(to_string(state));
      }
      and_("state IN (" + marks + ")");
    }
    if (mark) {
      add("created_at <= ?", mark->created);
      add("(created_at < ?", mark->created);
      where_ += " OR id < ?)";
      params_.emplace_back(mark->id);
    }
  }

  std::string sql(int limit) const {
    return std::string("SELECT ") + kRunFields + " FROM runs" + where_ + " ORDER BY created_at DESC, id DESC LIMIT " +
           std::to_string(limit);
  }
  const std::vector<Param>& params() const { return params_; }

 private:
  void and_(const std::string& condition) { where_ += (where_.empty() ? " WHERE " : " AND ") + condition; }
  void add(const std::string& condition, const Param& param) {
    and_(condition);
    params_.push_back(param);
  }

  std::string where_;
  std::vector<Param> params_;
};

void sort_attempts(spi::RunDetail& detail) {
  std::unordered_map<std::string, int> positions;
  for (const TaskRecord& task : detail.tasks) positions[task.node_id] = task.position;
  std::sort(detail.attempts.begin(), detail.attempts.end(), [&](const AttemptRecord& a, const AttemptRecord& b) {
    return std::pair(positions[a.node_id], a.number) < std::pair(positions[b.node_id], b.number);
  });
}

Status read_run(Connection& db, const std::string& id, RunRecord& run) {
  static const std::string sql = std::string("SELECT ") + kRunFields + " FROM runs WHERE id = ?";
  bool found = false;
  db.each(sql, kRunColumns, {id}, [&](const Row& row) {
    run = run_of(row);
    found = true;
  });
  return found ? Status() : Status(make_error(messages::kStoreNotFound, {"run", id}));
}

}  // namespace

Result<RunRecord> SqlStore::get_run_record(const std::string& id) {
  RunRecord run;
  Status status = read([&](Connection& db) { return read_run(db, id, run); });
  if (!status) return std::move(status).error();
  return run;
}

Result<spi::RunDetail> SqlStore::get_run(const std::string& id) {
  static const std::string task_sql =
      std::string("SELECT ") + kTaskFields +
      " FROM tasks t LEFT JOIN task_specs s ON s.run_id = t.run_id AND s.position = t.position"
      " WHERE t.run_id = ? ORDER BY t.position";
  static const std::string attempt_sql = std::string("SELECT ") + kAttemptFields + " FROM attempts WHERE run_id = ?";
  spi::RunDetail detail;
  Status status = read([&](Connection& db) -> Status {
    detail = {};
    if (Status found = read_run(db, id, detail.run); !found) return found;
    if (!detail.run.outer_key.empty()) detail.outer = find_outer_row(db, detail.run.outer_key, "");
    db.each(task_sql, kTaskColumns, {id}, [&](const Row& row) { detail.tasks.push_back(task_of(row)); });
    db.each(attempt_sql, kAttemptColumns, {id}, [&](const Row& row) { detail.attempts.push_back(attempt_of(row)); });
    return {};
  });
  if (!status) return std::move(status).error();
  sort_attempts(detail);
  return detail;
}

Result<std::string> SqlStore::find_run_by_key(const std::string& key) {
  std::optional<std::string> id;
  Status status = read([&](Connection& db) -> Status {
    id = db.text("SELECT id FROM runs WHERE run_key = ?", {key});
    return {};
  });
  if (!status) return std::move(status).error();
  if (!id) return make_error(messages::kStoreNotFound, {"run with the key", key});
  return *id;
}

Result<spi::RunPage> SqlStore::list_runs(const spi::RunQuery& query) {
  std::optional<PageMark> mark;
  if (!query.after.empty()) {
    mark = read_mark(query.after);
    if (!mark) return make_error(messages::kPageMark, {query.after});
  }
  const int limit = std::clamp(query.limit, 1, kLongestPage);
  const RunFilter filter(query, mark);
  // One more than asked for tells whether there is a next page.
  const std::string sql = filter.sql(limit + 1);
  spi::RunPage page;
  Status status = read([&](Connection& db) -> Status {
    page = {};
    db.each(sql, kRunColumns, filter.params().data(), filter.params().size(),
            [&](const Row& row) { page.items.push_back(run_of(row)); });
    return {};
  });
  if (!status) return std::move(status).error();
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.pop_back();
    page.next = std::to_string(to_ms(page.items.back().created_at)) + "." + page.items.back().id;
  }
  return page;
}

Result<std::vector<std::string>> SqlStore::open_runs() {
  std::vector<std::string> ids;
  Status status = read([&](Connection& db) -> Status {
    ids.clear();
    db.each("SELECT id FROM runs WHERE is_open = 1 ORDER BY created_at, id", "t", {},
            [&](const Row& row) { ids.push_back(row.text(0)); });
    return {};
  });
  if (!status) return std::move(status).error();
  return ids;
}

Result<std::vector<EventRecord>> SqlStore::events(const std::string& run_id, std::int64_t after, int limit) {
  static const std::string all = std::string("SELECT ") + kEventFields +
                                 " FROM events e LEFT JOIN tasks t ON t.run_id = e.run_id AND t.node_id = e.node_id"
                                 " WHERE e.run_id = ? AND e.seq > ? ORDER BY e.seq";
  static const std::string some = all + " LIMIT ?";
  std::vector<EventRecord> found;
  Status status = read([&](Connection& db) -> Status {
    found.clear();
    const auto take = [&](const Row& row) { found.push_back(event_of(row)); };
    if (limit > 0) {
      db.each(some, kEventColumns, {run_id, after, limit}, take);
    } else {
      db.each(all, kEventColumns, {run_id, after}, take);
    }
    return {};
  });
  if (!status) return std::move(status).error();
  return found;
}

}  // namespace aiep::store
