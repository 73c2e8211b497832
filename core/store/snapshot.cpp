#include "core/store/snapshot.h"

#include <sys/stat.h>

#include "core/base/messages/store.h"
#include "core/store/database.h"
#include "core/store/outer_rows.h"
#include "core/store/run_rows.h"
#include "core/store/schema.h"
#include "core/store/soci_guard.h"

namespace aiep::store {
namespace {

// Columns of the first schema, so that a database whose upgrade was cut short can be read, too.
constexpr const char* kRuns =
    "SELECT id, run_key, experiment_id, experiment_name, state, reason, backend, parent_key, rerun_of, created_at,"
    " started_at, ended_at, cancel_requested_at, cancel_actor, ";
constexpr const char* kRunsFrom = " FROM runs ORDER BY created_at, id";
/// The first schema that knows outer executions, and what stands for them before it.
constexpr int kOuterSchema = 2;
constexpr const char* kOuterOfRun = "outer_key, outer_attempt, live_outer_key";
constexpr const char* kNoOuter = "'', 0, ''";

RunRecord short_run_of(const Row& row) {
  RunRecord run;
  run.id = row.text(0);
  run.key = row.text(1);
  run.experiment_id = row.text(2);
  run.experiment_name = row.text(3);
  run.state = state_from(row.text(4));
  run.reason = row.text(5);
  run.backend = row.text(6);
  run.parent_key = row.text(7);
  run.rerun_of = row.text(8);
  run.created_at = row.time(9);
  run.started_at = row.maybe_time(10);
  run.ended_at = row.maybe_time(11);
  run.cancel_requested_at = row.maybe_time(12);
  run.cancel_actor = row.text(13);
  run.outer_key = row.text(14);
  run.outer_attempt = row.small(15);
  return run;
}

void read_rows(Connection& db, int schema, const SnapshotSinks& sinks) {
  const bool outer = schema >= kOuterSchema;
  const std::string runs = std::string(kRuns) + (outer ? kOuterOfRun : kNoOuter) + kRunsFrom;
  const std::string outers =
      std::string("SELECT ") + kOuterFields + " FROM outer_executions ORDER BY created_at, outer_key";
  const std::string tasks = std::string("SELECT ") + kTaskFields +
                            " FROM tasks t LEFT JOIN task_specs s ON s.run_id = t.run_id AND s.position = t.position"
                            " ORDER BY t.run_id, t.position";
  const std::string attempts =
      std::string("SELECT ") + kAttemptFields + " FROM attempts ORDER BY run_id, node_id, number";
  const std::string events = std::string("SELECT ") + kEventFields +
                             " FROM events e LEFT JOIN tasks t ON t.run_id = e.run_id AND t.node_id = e.node_id"
                             " ORDER BY e.seq";
  if (outer) db.each(outers, kOuterColumns, {}, [&](const Row& row) { sinks.outer(outer_of(row)); });
  db.each(runs, "tttttttttnnnnttnt", {}, [&](const Row& row) { sinks.run(short_run_of(row), row.text(16)); });
  db.each(tasks, kTaskColumns, {}, [&](const Row& row) { sinks.task(task_of(row)); });
  db.each(attempts, kAttemptColumns, {}, [&](const Row& row) { sinks.attempt(attempt_of(row)); });
  db.each(events, kEventColumns, {}, [&](const Row& row) { sinks.event(event_of(row)); });
}

Status read_all(Database& database, Engine engine, const SnapshotSinks& sinks) {
  const std::unique_ptr<Connection> db = database.connect(Use::reading);
  database.begin(*db, Use::reading);
  const SchemaState schema = read_schema(*db);
  const auto known = engine == Engine::sqlite ? sqlite_migrations() : mysql_migrations();
  if (Status status = check_schema(schema, known, database.name()); !status) return status;
  if (schema.version == 0) return make_error(messages::kStoreNotFound, {"database", database.name()});
  read_rows(*db, schema.version, sinks);
  return {};
}

}  // namespace

Status read_snapshot(const std::string& text, const SnapshotSinks& sinks) {
  auto url = parse_store_url(text);
  if (!url) return std::move(url).error();
  struct stat info {};
  // Connecting would make the file.
  if (url->engine == Engine::sqlite && ::stat(url->path.c_str(), &info) != 0) {
    return make_error(messages::kStoreNotFound, {"database", url->path});
  }
  auto database = make_database(*url);
  if (!database) return std::move(database).error();
  try {
    return read_all(**database, url->engine, sinks);
  } catch (...) {
    return current_fault((*database)->name()).error;
  }
}

}  // namespace aiep::store
