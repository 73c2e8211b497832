// Outer executions: every method holds the row, decides on what it sees, and writes it.
#include <algorithm>
#include <map>

#include "core/base/messages/engine.h"
#include "core/store/outer_rows.h"
#include "core/store/run_rows.h"
#include "core/store/sql_store.h"

namespace aiep::store {
namespace {

std::string words_of(const OuterIdentity& who) {
  return who.system + " execution " + who.execution + (who.job.empty() ? "" : " job " + who.job);
}

std::optional<RunRecord> newest_run(Connection& db, const OuterRecord& outer) {
  static const std::string sql = std::string("SELECT ") + kRunFields + " FROM runs WHERE id = ?";
  std::optional<RunRecord> run;
  if (!outer.run_id.empty()) {
    db.each(sql, kRunColumns, {outer.run_id}, [&](const Row& row) { run = run_of(row); });
  }
  return run;
}

/// The row, if `agent` holds its lease for that very attempt.
Result<OuterRecord> held_by(Connection& db, const OuterIdentity& who, const std::string& agent, const char* lock) {
  auto row = find_outer_row(db, outer_key(who), lock);
  if (!row) return make_error(messages::kOuterNotFound, {words_of(who)});
  if (row->agent != agent || row->identity.attempt != who.attempt) {
    return make_error(messages::kOuterSuperseded,
                      {words_of(who), std::to_string(who.attempt), std::to_string(row->identity.attempt)});
  }
  return std::move(*row);
}

OuterRecord new_row(const OuterIdentity& who, TimePoint now) {
  OuterRecord row;
  row.key = outer_key(who);
  row.identity = who;
  row.created_at = now;
  return row;
}

/// Events of a run get ascending numbers in order of commit: its row is held while one is written.
void write_event(Connection& db, const EventRecord& event, const char* lock) {
  (void)db.text("SELECT id FROM runs WHERE id = ?" + std::string(lock), {event.run});
  insert_event_row(db, event);
}

}  // namespace

Result<spi::OuterView> SqlStore::claim_outer(const spi::OuterClaim& claim) {
  spi::OuterView view;
  Status status = write([&](Connection& db) -> Status {
    auto found = find_outer_row(db, outer_key(claim.identity), database_->for_update());
    OuterRecord row = found ? std::move(*found) : new_row(claim.identity, claim.now);
    if (row.identity.attempt > claim.identity.attempt) {
      return make_error(messages::kOuterOlder, {words_of(claim.identity), std::to_string(claim.identity.attempt),
                                                std::to_string(row.identity.attempt)});
    }
    row.identity.attempt = claim.identity.attempt;
    row.link = claim.link;
    row.agent = claim.agent;
    row.lease = claim.lease;
    row.lost_at.reset();
    ++row.renewals;
    if (row.run_id.empty()) {
      row.on_lost = claim.on_lost;
      row.on_retry = claim.on_retry;
    }
    if (found) {
      update_outer_row(db, row);
    } else {
      insert_outer_row(db, row);
    }
    view.run = newest_run(db, row);
    view.outer = std::move(row);
    return {};
  });
  if (!status) return std::move(status).error();
  return view;
}

Result<spi::OuterView> SqlStore::renew_outer(const OuterIdentity& identity, const std::string& agent) {
  spi::OuterView view;
  Status status = write([&](Connection& db) -> Status {
    auto row = held_by(db, identity, agent, database_->for_update());
    if (!row) return std::move(row).error();
    ++row->renewals;
    row->lost_at.reset();
    update_outer_row(db, *row);
    view.run = newest_run(db, *row);
    view.outer = std::move(*row);
    return {};
  });
  if (!status) return std::move(status).error();
  return view;
}

Status SqlStore::release_outer(const OuterIdentity& identity, const std::string& agent) {
  return write([&](Connection& db) -> Status {
    auto row = held_by(db, identity, agent, database_->for_update());
    if (!row) {
      const auto now = find_outer_row(db, outer_key(identity), "");
      const bool repeated = now && now->agent.empty() && now->identity.attempt == identity.attempt;
      return repeated ? Status() : Status(std::move(row).error());
    }
    row->agent.clear();
    row->lost_at.reset();
    update_outer_row(db, *row);
    return {};
  });
}

Result<spi::OuterView> SqlStore::cancel_outer(const OuterIdentity& identity, TimePoint at, const std::string& actor,
                                              const std::string& reason) {
  spi::OuterView view;
  Status status = write([&](Connection& db) -> Status {
    auto found = find_outer_row(db, outer_key(identity), database_->for_update());
    OuterRecord row = found ? std::move(*found) : new_row(identity, at);
    // Nothing has attached yet: attempts before this one may not be taken for older ones.
    if (!found) row.identity.attempt = 0;
    view.run = newest_run(db, row);
    if (!row.is_cancelled(identity.attempt)) {
      // A run that is there was there first, although `at` was read before we came to write.
      row.cancel_requested_at = view.run ? std::max(at, view.run->created_at) : at;
      row.cancel_attempt = identity.attempt;
      row.cancel_actor = actor;
      row.cancel_reason = reason;
      if (found) {
        update_outer_row(db, row);
      } else {
        insert_outer_row(db, row);
      }
    }
    view.outer = std::move(row);
    return {};
  });
  if (!status) return std::move(status).error();
  return view;
}

Result<bool> SqlStore::take_over_run(const spi::OuterTakeover& takeover, const EventRecord& event) {
  bool taken = false;
  Status status = write([&](Connection& db) -> Status {
    taken = false;
    auto row = find_outer_row(db, takeover.key, database_->for_update());
    if (!row) return make_error(messages::kOuterNotFound, {takeover.key});
    if (row->agent != takeover.agent || row->identity.attempt != takeover.attempt) {
      return make_error(messages::kOuterSuperseded, {words_of(row->identity), std::to_string(takeover.attempt),
                                                     std::to_string(row->identity.attempt)});
    }
    const auto run = newest_run(db, *row);
    if (!run || run->id != takeover.run_id) return {};
    if (!is_terminal(run->state) && row->is_cancelled(run->outer_attempt)) return {};
    row->on_lost = takeover.on_lost;
    row->on_retry = takeover.on_retry;
    update_outer_row(db, *row);
    db.run("UPDATE runs SET outer_attempt = ? WHERE id = ?", {takeover.attempt, takeover.run_id});
    write_event(db, event, database_->for_update());
    taken = true;
    return {};
  });
  if (!status) return std::move(status).error();
  return taken;
}

Result<bool> SqlStore::lose_outer(const spi::OuterLoss& loss, const EventRecord& event) {
  bool lost = false;
  Status status = write([&](Connection& db) -> Status {
    auto row = find_outer_row(db, loss.key, database_->for_update());
    lost = row && row->agent == loss.agent && row->renewals == loss.renewals && !row->lost_at;
    if (!lost) return {};
    row->lost_at = loss.at;
    if (loss.cancel && !row->is_cancelled(row->identity.attempt)) {
      row->cancel_requested_at = loss.at;
      row->cancel_attempt = row->identity.attempt;
      row->cancel_actor = loss.actor;
      row->cancel_reason = loss.reason;
    }
    update_outer_row(db, *row);
    if (!event.run.empty()) write_event(db, event, database_->for_update());
    return {};
  });
  if (!status) return std::move(status).error();
  return lost;
}

Result<std::vector<spi::OuterView>> SqlStore::watched_outers() {
  // Two queries that each have an index; a row may answer both.
  static const std::string open_sql = std::string("SELECT ") + kOuterFields +
                                      " FROM outer_executions WHERE outer_key IN (SELECT live_outer_key FROM runs"
                                      " WHERE live_outer_key IS NOT NULL)";
  static const std::string held_sql =
      std::string("SELECT ") + kOuterFields + " FROM outer_executions WHERE agent > '' AND lost_at IS NULL";
  std::vector<spi::OuterView> views;
  Status status = read([&](Connection& db) -> Status {
    std::map<std::string, OuterRecord> rows;
    const auto take = [&](const Row& row) {
      OuterRecord outer = outer_of(row);
      std::string key = outer.key;
      rows.emplace(std::move(key), std::move(outer));
    };
    db.each(open_sql, kOuterColumns, {}, take);
    db.each(held_sql, kOuterColumns, {}, take);
    views.clear();
    for (auto& [key, outer] : rows) {
      auto run = newest_run(db, outer);
      views.push_back({std::move(outer), std::move(run)});
    }
    return {};
  });
  if (!status) return std::move(status).error();
  return views;
}

}  // namespace aiep::store
