/// Who has us as a node: an outer scheduler's execution of the node that holds a run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/clock.h"

namespace aiep {

/// Ids are the outer system's own words. `attempt` counts its tries of this node, from 0 or 1.
struct OuterIdentity {
  std::string system, project, flow, execution, job;
  int attempt = 0;
};

/// 64 hex digits over system, project, flow, execution and job, without the attempt: all tries of
/// one node of one outer execution share one key. Two different identities never share one.
std::string outer_key(const OuterIdentity& identity);

/// What becomes of the run when nobody of its outer execution has been heard of for a lease.
enum class LostPolicy {
  cancel,
  keep,            ///< goes on alone; a later attempt waits for its end
  keep_and_adopt,  ///< goes on; a later attempt takes it over
};
const char* to_string(LostPolicy policy);  ///< cancel, keep, keep-and-adopt
std::optional<LostPolicy> lost_policy_from(const std::string& word);

/// What a later attempt does after a run that did not succeed.
enum class RetryPolicy { retry_from_failed, new_run };
const char* to_string(RetryPolicy policy);  ///< retry-from-failed, new-run
std::optional<RetryPolicy> retry_policy_from(const std::string& word);

/// One outer execution as the store keeps it.
struct OuterRecord {
  std::string key;         ///< outer_key()
  OuterIdentity identity;  ///< with the newest attempt that attached
  std::string link;        ///< page of the outer execution, "" = none
  std::string run_id;      ///< newest run, "" = none yet
  int run_number = 0;      ///< 1 = the first run
  LostPolicy on_lost = LostPolicy::cancel;
  RetryPolicy on_retry = RetryPolicy::retry_from_failed;
  std::string agent;          ///< who holds the lease; "" = given back, or never taken
  std::int64_t renewals = 0;  ///< grows with every attach and renewal; says nothing about time
  Millis lease{60'000};       ///< how long the holder may be silent
  std::optional<TimePoint> cancel_requested_at;
  int cancel_attempt = 0;  ///< with cancel_requested_at: attempts up to this one are cancelled
  std::string cancel_actor, cancel_reason;
  std::optional<TimePoint> lost_at;  ///< the holder was given up; cleared when one is heard of again
  TimePoint created_at{};
  bool is_cancelled(int attempt) const { return cancel_requested_at && attempt <= cancel_attempt; }
};

}  // namespace aiep
