#include "core/store/run_rows.h"

#include "core/store/text.h"

namespace aiep::store {
const char* const kRunFields =
    "id, run_key, experiment_id, experiment_name, grp, version, version_closed, state, reason, submitter, backend,"
    " policy, logical_time, zone, run_date, variables, parent_key, rerun_of, created_at, started_at, ended_at,"
    " cancel_requested_at, cancel_actor, lease_epoch, outer_key, outer_attempt, place";
const char* const kRunColumns =
    "tttttnnttttt"
    "nttttt"
    "nnnntntnt";

RunRecord run_of(const Row& row) {
  RunRecord r;
  r.id = row.text(0);
  r.key = row.text(1);
  r.experiment_id = row.text(2);
  r.experiment_name = row.text(3);
  r.group = row.text(4);
  r.version = row.small(5);
  r.version_closed = row.flag(6);
  r.state = state_from(row.text(7));
  r.reason = row.text(8);
  r.submitter = row.text(9);
  r.backend = row.text(10);
  r.policy = failure_policy_from(row.text(11)).value_or(FailurePolicy::finish_running);
  r.logical_time = row.time(12);
  r.zone = row.text(13);
  r.run_date = row.text(14);
  r.variables = decode_map(row.text(15));
  r.parent_key = row.text(16);
  r.rerun_of = row.text(17);
  r.created_at = row.time(18);
  r.started_at = row.maybe_time(19);
  r.ended_at = row.maybe_time(20);
  r.cancel_requested_at = row.maybe_time(21);
  r.cancel_actor = row.text(22);
  r.lease_epoch = row.number(23);
  r.outer_key = row.text(24);
  r.outer_attempt = row.small(25);
  r.place = row.text(26);
  return r;
}

const char* const kTaskFields =
    "t.run_id, t.node_id, t.title, t.type, t.position, t.needs, s.spec, t.retries, t.state, t.reason, t.attempt,"
    " t.started_at, t.ended_at, t.not_before";
const char* const kTaskColumns = "ttttnttnttnnnn";

TaskRecord task_of(const Row& row) {
  TaskRecord t;
  t.run_id = row.text(0);
  t.node_id = row.text(1);
  t.title = row.text(2);
  t.type = row.text(3);
  t.position = row.small(4);
  t.needs = decode_list(row.text(5));
  t.spec = row.text(6);
  t.retries = row.small(7);
  t.state = state_from(row.text(8));
  t.reason = row.text(9);
  t.attempt = row.small(10);
  t.started_at = row.maybe_time(11);
  t.ended_at = row.maybe_time(12);
  t.not_before = row.maybe_time(13);
  return t;
}

const char* const kAttemptFields =
    "run_id, node_id, number, state, reason, attempt_key, handle, exit_code, signal_number, started_at, ended_at,"
    " cancel_since, unknown_since, cancel_attempts, cancel_error";
const char* const kAttemptColumns = "ttnttttnnnnnnnt";

AttemptRecord attempt_of(const Row& row) {
  AttemptRecord a;
  a.run_id = row.text(0);
  a.node_id = row.text(1);
  a.number = row.small(2);
  a.state = state_from(row.text(3));
  a.reason = row.text(4);
  a.key = row.text(5);
  a.handle = row.text(6);
  a.exit_code = row.maybe_small(7);
  a.signal = row.maybe_small(8);
  a.started_at = row.time(9);
  a.ended_at = row.maybe_time(10);
  a.cancel_since = row.maybe_time(11);
  a.unknown_since = row.maybe_time(12);
  a.cancel_attempts = row.small(13);
  a.cancel_error = row.text(14);
  return a;
}

const char* const kEventFields =
    "e.seq, e.at_ms, e.actor, e.run_id, e.node_id, e.attempt, e.event, e.from_state, e.to_state, e.reason,"
    " COALESCE(t.title, '')";
const char* const kEventColumns = "nntttnttttt";

EventRecord event_of(const Row& row) {
  EventRecord e;
  e.seq = row.number(0);
  e.at = row.time(1);
  e.actor = row.text(2);
  e.run = row.text(3);
  e.node = row.text(4);
  e.attempt = row.small(5);
  e.event = row.text(6);
  e.from = row.text(7);
  e.to = row.text(8);
  e.reason = row.text(9);
  e.title = row.text(10);
  return e;
}

void insert_run_row(Connection& db, const RunRecord& r) {
  static const std::string sql =
      std::string("INSERT INTO runs (") + kRunFields +
      ", is_open, live_outer_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
      " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  const std::string variables = encode_map(r.variables);
  const std::string live_outer_key = is_terminal(r.state) ? "" : r.outer_key;
  db.run(sql, {r.id,
               Param::text_or_null(r.key),
               r.experiment_id,
               r.experiment_name,
               r.group,
               r.version,
               static_cast<int>(r.version_closed),
               to_string(r.state),
               r.reason,
               r.submitter,
               r.backend,
               to_string(r.policy),
               r.logical_time,
               r.zone,
               r.run_date,
               variables,
               r.parent_key,
               r.rerun_of,
               r.created_at,
               r.started_at,
               r.ended_at,
               r.cancel_requested_at,
               r.cancel_actor,
               r.lease_epoch,
               r.outer_key,
               r.outer_attempt,
               r.place,
               static_cast<int>(!is_terminal(r.state)),
               Param::text_or_null(live_outer_key)});
}

void update_run_row(Connection& db, const RunRecord& r) {
  const int open = static_cast<int>(!is_terminal(r.state));
  const std::string variables = encode_map(r.variables);
  db.run(
      "UPDATE runs SET state = ?, is_open = ?, reason = ?, policy = ?, variables = ?, started_at = ?, ended_at = ?,"
      " cancel_requested_at = ?, cancel_actor = ?,"
      " live_outer_key = CASE WHEN ? = 1 AND outer_key <> '' THEN outer_key ELSE NULL END WHERE id = ?",
      {to_string(r.state), open, r.reason, to_string(r.policy), variables, r.started_at, r.ended_at,
       r.cancel_requested_at, r.cancel_actor, open, r.id});
}

void insert_task_row(Connection& db, const TaskRecord& t) {
  const std::string needs = encode_list(t.needs);
  db.run(
      "INSERT INTO tasks (run_id, node_id, title, type, position, needs, retries, state, reason, attempt, started_at,"
      " ended_at, not_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {t.run_id, t.node_id, t.title, t.type, t.position, needs, t.retries, to_string(t.state), t.reason, t.attempt,
       t.started_at, t.ended_at, t.not_before});
  db.run("INSERT INTO task_specs (run_id, position, spec) VALUES (?, ?, ?)", {t.run_id, t.position, t.spec});
}

void insert_attempt_row(Connection& db, const AttemptRecord& a) {
  db.run(
      "INSERT INTO attempts (run_id, node_id, number, state, reason, attempt_key, handle, exit_code, signal_number,"
      " started_at, ended_at, cancel_since, unknown_since, cancel_attempts, cancel_error)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {a.run_id, a.node_id, a.number, to_string(a.state), a.reason, a.key, a.handle, a.exit_code, a.signal,
       a.started_at, a.ended_at, a.cancel_since, a.unknown_since, a.cancel_attempts, a.cancel_error});
}

void insert_event_row(Connection& db, const EventRecord& e) {
  db.run(
      "INSERT INTO events (at_ms, actor, run_id, node_id, attempt, event, from_state, to_state, reason, event_key)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {e.at, e.actor, e.run, e.node, e.attempt, e.event, e.from, e.to, e.reason, Param::text_or_null(e.key)});
}

std::string not_terminal_sql() {
  std::string words;
  for (const StateFacts& facts : all_states()) {
    if (facts.terminal) words += (words.empty() ? "'" : ", '") + std::string(facts.name) + "'";
  }
  return "state NOT IN (" + words + ")";
}

}  // namespace aiep::store
