#include "core/store/outer_rows.h"

namespace aiep::store {

const char* const kOuterFields =
    "outer_key, outer_system, project, flow, execution, job, attempt, link, run_id, run_number, on_lost, on_retry,"
    " agent, renewals, lease_ms, cancel_requested_at, cancel_attempt, cancel_actor, cancel_reason, lost_at, created_at";
const char* const kOuterColumns =
    "ttttttnttntt"
    "tnnnnttnn";

OuterRecord outer_of(const Row& row) {
  OuterRecord o;
  o.key = row.text(0);
  o.identity = {row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.small(6)};
  o.link = row.text(7);
  o.run_id = row.text(8);
  o.run_number = row.small(9);
  o.on_lost = lost_policy_from(row.text(10)).value_or(LostPolicy::cancel);
  o.on_retry = retry_policy_from(row.text(11)).value_or(RetryPolicy::retry_from_failed);
  o.agent = row.text(12);
  o.renewals = row.number(13);
  o.lease = Millis(row.number(14));
  o.cancel_requested_at = row.maybe_time(15);
  o.cancel_attempt = row.small(16);
  o.cancel_actor = row.text(17);
  o.cancel_reason = row.text(18);
  o.lost_at = row.maybe_time(19);
  o.created_at = row.time(20);
  return o;
}

std::optional<OuterRecord> find_outer_row(Connection& db, const std::string& key, const char* suffix) {
  std::optional<OuterRecord> found;
  const std::string sql = std::string("SELECT ") + kOuterFields + " FROM outer_executions WHERE outer_key = ?" + suffix;
  db.each(sql, kOuterColumns, {key}, [&](const Row& row) { found = outer_of(row); });
  return found;
}

void insert_outer_row(Connection& db, const OuterRecord& o) {
  static const std::string sql = std::string("INSERT INTO outer_executions (") + kOuterFields +
                                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  const OuterIdentity& who = o.identity;
  db.run(sql, {o.key,
               who.system,
               who.project,
               who.flow,
               who.execution,
               who.job,
               who.attempt,
               o.link,
               o.run_id,
               o.run_number,
               to_string(o.on_lost),
               to_string(o.on_retry),
               o.agent,
               o.renewals,
               static_cast<std::int64_t>(o.lease.count()),
               o.cancel_requested_at,
               o.cancel_attempt,
               o.cancel_actor,
               o.cancel_reason,
               o.lost_at,
               o.created_at});
}

void update_outer_row(Connection& db, const OuterRecord& o) {
  db.run(
      "UPDATE outer_executions SET attempt = ?, link = ?, run_id = ?, run_number = ?, on_lost = ?, on_retry = ?,"
      " agent = ?, renewals = ?, lease_ms = ?, cancel_requested_at = ?, cancel_attempt = ?, cancel_actor = ?,"
      " cancel_reason = ?, lost_at = ? WHERE outer_key = ?",
      {o.identity.attempt, o.link, o.run_id, o.run_number, to_string(o.on_lost), to_string(o.on_retry), o.agent,
       o.renewals, static_cast<std::int64_t>(o.lease.count()), o.cancel_requested_at, o.cancel_attempt, o.cancel_actor,
       o.cancel_reason, o.lost_at, o.key});
}

}  // namespace aiep::store
