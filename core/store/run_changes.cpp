// Writing runs: insertion and the engine's batches, behind the fence.
#include <map>
#include <set>

#include "core/base/guards.h"
#include "core/base/messages/engine.h"
#include "core/base/messages/store.h"
#include "core/store/outer_rows.h"
#include "core/store/run_rows.h"
#include "core/store/sql_store.h"

namespace aiep::store {
namespace {

struct HeldRun {
  std::int64_t epoch = 0;
  std::string state;
};

/// Applies one batch inside a transaction.
class BatchWriter {
 public:
  BatchWriter(Connection& db, const spi::RunBatch& batch, const char* for_update)
      : db_(db),
        batch_(batch),
        lease_sql_("SELECT epoch FROM leases WHERE epoch = ?" + std::string(for_update)),
        lock_sql_("SELECT lease_epoch, state FROM runs WHERE id = ?" + std::string(for_update)) {}

  Status write() {
    if (Status status = hold_runs(); !status) return status;
    for (const RunRecord& run : batch_.runs) {
      if (Status status = write_run(run); !status) return status;
    }
    for (const TaskRecord& task : batch_.tasks) {
      if (Status status = write_task(task); !status) return status;
    }
    for (const AttemptRecord& attempt : batch_.attempts) {
      if (Status status = write_attempt(attempt); !status) return status;
    }
    for (const EventRecord& event : batch_.events) {
      const bool there = batch_.repeated && !event.key.empty() &&
                         db_.number("SELECT 1 FROM events WHERE event_key = ?", {event.key}).has_value();
      if (!there) insert_event_row(db_, event);
    }
    return {};
  }

 private:
  /// Locks in order of id, so that two batches cannot wait for each other in a circle. Runs that
  /// only have events are locked too: their events then get ascending numbers in order of commit.
  Status hold_runs() {
    std::set<std::string> fenced, named;
    for (const RunRecord& run : batch_.runs) fenced.insert(run.id);
    for (const TaskRecord& task : batch_.tasks) fenced.insert(task.run_id);
    for (const AttemptRecord& attempt : batch_.attempts) fenced.insert(attempt.run_id);
    named = fenced;
    for (const EventRecord& event : batch_.events) {
      named.insert(event.run);
      if (event.event == "rerun" || event.event == "mark") reopened_.insert(event.run);
    }
    // The lease first, as claim_runs does: who claims deletes the leases that are over.
    if (guard_on(Guard::fencing) && !fenced.empty() && !db_.number(lease_sql_, {batch_.lease_epoch})) {
      return make_error(messages::kRunFenced,
                        {*fenced.begin(), "none of this epoch", std::to_string(batch_.lease_epoch)});
    }
    for (const std::string& id : named) {
      bool found = false;
      db_.each(lock_sql_, "nt", {id}, [&](const Row& row) {
        held_[id] = {row.number(0), row.text(1)};
        found = true;
      });
      if (!fenced.contains(id)) continue;
      if (!found) return make_error(messages::kStoreNotFound, {"run", id});
      if (guard_on(Guard::fencing) && held_[id].epoch != batch_.lease_epoch) {
        return make_error(messages::kRunFenced,
                          {id, std::to_string(held_[id].epoch), std::to_string(batch_.lease_epoch)});
      }
    }
    return {};
  }

  bool may_reopen(const std::string& run, State to) const {
    return (to == State::queued && reopened_.contains(run)) || !guard_on(Guard::final_once);
  }

  Status final_state(const std::string& what, const std::string& from, State to) const {
    return make_error(messages::kTerminalWritten, {what, from, to_string(to)});
  }

  Status write_run(const RunRecord& run) {
    const std::string& from = held_[run.id].state;
    const bool changes_final = is_terminal(state_from(from)) && from != to_string(run.state);
    if (changes_final && !may_reopen(run.id, run.state)) return final_state("run " + run.id, from, run.state);
    update_run_row(db_, run);
    return {};
  }

  Status write_task(const TaskRecord& t) {
    static const std::string sql =
        "UPDATE tasks SET state = ?, reason = ?, attempt = ?, started_at = ?, ended_at = ?, not_before = ?"
        " WHERE run_id = ? AND node_id = ? AND (" +
        not_terminal_sql() + " OR state = ? OR ? = 1)";
    const char* state = to_string(t.state);
    const auto changed = db_.run(sql, {state, t.reason, t.attempt, t.started_at, t.ended_at, t.not_before, t.run_id,
                                       t.node_id, state, static_cast<int>(may_reopen(t.run_id, t.state))});
    if (changed != 0) return {};
    const auto from = db_.text("SELECT state FROM tasks WHERE run_id = ? AND node_id = ?", {t.run_id, t.node_id});
    if (!from) return make_error(messages::kStoreNotFound, {"task", t.run_id + "/" + t.node_id});
    if (*from == state) return {};  // MySQL does not count rows that were so already
    return final_state("node " + t.node_id + " of run " + t.run_id, *from, t.state);
  }

  Status write_attempt(const AttemptRecord& a) {
    static const std::string sql =
        "UPDATE attempts SET state = ?, reason = ?, attempt_key = ?, handle = ?, exit_code = ?, signal_number = ?,"
        " started_at = ?, ended_at = ?, cancel_since = ?, unknown_since = ?, cancel_attempts = ?, cancel_error = ?"
        " WHERE run_id = ? AND node_id = ? AND number = ? AND (" +
        not_terminal_sql() + " OR state = ? OR ? = 1)";
    const char* state = to_string(a.state);
    const auto changed =
        db_.run(sql, {state, a.reason, a.key, a.handle, a.exit_code, a.signal, a.started_at, a.ended_at, a.cancel_since,
                      a.unknown_since, a.cancel_attempts, a.cancel_error, a.run_id, a.node_id, a.number, state,
                      static_cast<int>(!guard_on(Guard::final_once))});
    if (changed != 0) return {};
    const auto from = db_.text("SELECT state FROM attempts WHERE run_id = ? AND node_id = ? AND number = ?",
                               {a.run_id, a.node_id, a.number});
    if (!from) {
      insert_attempt_row(db_, a);
      return {};
    }
    if (*from == state) return {};
    return final_state("attempt " + std::to_string(a.number) + " of node " + a.node_id, *from, a.state);
  }

  Connection& db_;
  const spi::RunBatch& batch_;
  const std::string lease_sql_, lock_sql_;
  std::map<std::string, HeldRun> held_;
  std::set<std::string> reopened_;
};

/// The outer execution's row turns to the new run, unless the attempt that starts it is cancelled.
Status claim_for_outer(Connection& db, const spi::RunDetail& detail, const char* for_update) {
  auto row = find_outer_row(db, detail.run.outer_key, for_update);
  if (!row) return make_error(messages::kOuterNotFound, {detail.run.outer_key});
  if (row->is_cancelled(detail.run.outer_attempt)) {
    return make_error(messages::kOuterCancelled, {row->identity.system + " execution " + row->identity.execution,
                                                  std::to_string(detail.run.outer_attempt)});
  }
  row->run_id = detail.run.id;
  ++row->run_number;
  if (detail.outer) {
    row->on_lost = detail.outer->on_lost;
    row->on_retry = detail.outer->on_retry;
  }
  update_outer_row(db, *row);
  return {};
}

/// With the guard off: whoever had the keys of the new run loses them, so that neither our look nor the
/// database finds two.
void forget_keys(Connection& db, const RunRecord& run) {
  if (!run.key.empty()) db.run("UPDATE runs SET run_key = NULL WHERE run_key = ?", {run.key});
  if (run.outer_key.empty()) return;
  db.run("UPDATE runs SET live_outer_key = NULL WHERE live_outer_key = ?", {run.outer_key});
}

}  // namespace

Result<spi::RunInserted> SqlStore::insert_run(const spi::RunDetail& detail, const std::vector<EventRecord>& events) {
  spi::RunInserted inserted;
  Status status = write([&](Connection& db) -> Status {
    inserted = {detail.run.id, false};
    if (!guard_on(Guard::unique_keys)) forget_keys(db, detail.run);
    if (!detail.run.key.empty()) {
      if (auto known = db.text("SELECT id FROM runs WHERE run_key = ?", {detail.run.key})) {
        inserted = {*known, true};
        return {};
      }
    }
    if (db.text("SELECT id FROM runs WHERE id = ?", {detail.run.id})) {
      return make_error(messages::kStoreExists, {"run", detail.run.id});
    }
    if (!detail.run.outer_key.empty()) {
      if (Status claimed = claim_for_outer(db, detail, database_->for_update()); !claimed) return claimed;
    }
    insert_run_row(db, detail.run);
    for (const TaskRecord& task : detail.tasks) insert_task_row(db, task);
    for (const AttemptRecord& attempt : detail.attempts) insert_attempt_row(db, attempt);
    for (const EventRecord& event : events) insert_event_row(db, event);
    return {};
  });
  if (!status) return std::move(status).error();
  return inserted;
}

Status SqlStore::apply(const spi::RunBatch& batch) {
  if (batch.empty()) return {};
  return write([&](Connection& db) { return BatchWriter(db, batch, database_->for_update()).write(); });
}

}  // namespace aiep::store
