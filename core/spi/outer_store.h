/// What the store keeps of outer executions: who holds the lease of each, and which run is theirs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/outer.h"
#include "core/model/records.h"

namespace aiep::spi {

struct OuterClaim {
  OuterIdentity identity;
  std::string link, agent;
  LostPolicy on_lost = LostPolicy::cancel;
  RetryPolicy on_retry = RetryPolicy::retry_from_failed;
  Millis lease{60'000};
  TimePoint now{};
};

/// One moment's truth: the row and its newest run.
struct OuterView {
  OuterRecord outer;
  std::optional<RunRecord> run;  ///< RunRecord::outer_attempt tells whose it is
};

/// A run becomes the one of a later attempt.
struct OuterTakeover {
  std::string key, agent, run_id;
  int attempt = 0;
  LostPolicy on_lost = LostPolicy::cancel;
  RetryPolicy on_retry = RetryPolicy::retry_from_failed;
};

/// The holder `agent` was silent since `renewals`.
struct OuterLoss {
  std::string key, agent;
  std::int64_t renewals = 0;
  TimePoint at{};
  bool cancel = false;  ///< also records the cancel of its attempt
  std::string actor, reason;
};

/// Optional beside a Store (dynamic_cast). Thread-safe, blocking and with the errors of a Store; each
/// call is one transaction that holds the row.
class OuterStore {
 public:
  virtual ~OuterStore() = default;

  /// Takes the lease for `agent`, whoever had it; makes the row when there is none. The policies are
  /// kept only by a new row: an older one's belong to its run until take_over_run or insert_run.
  /// failed_precondition: a later attempt attached already.
  virtual Result<OuterView> claim_outer(const OuterClaim& claim) = 0;
  /// not_found: never attached; failed_precondition: another agent or a later attempt holds it.
  virtual Result<OuterView> renew_outer(const OuterIdentity& identity, const std::string& agent) = 0;
  /// Gives the lease back. Repeatable; errors of renew_outer.
  virtual Status release_outer(const OuterIdentity& identity, const std::string& agent) = 0;
  /// Records that attempts up to this one are cancelled, also before anything attached: no run is
  /// inserted for them any more. The first actor and reason of an attempt stay.
  virtual Result<OuterView> cancel_outer(const OuterIdentity& identity, TimePoint at, const std::string& actor,
                                         const std::string& reason) = 0;
  /// The run's outer_attempt and the policies become those of `takeover`, with `event` of the run.
  /// false = nothing was written: another run is the newest by now, or this one is being cancelled for
  /// the attempt whose it was. failed_precondition: the agent holds the lease no more.
  virtual Result<bool> take_over_run(const OuterTakeover& takeover, const EventRecord& event) = 0;
  /// Once per silence: false = it was heard of meanwhile, or is given up already; nothing is written.
  /// `event` is written when its run is not empty.
  virtual Result<bool> lose_outer(const OuterLoss& loss, const EventRecord& event) = 0;
  /// Those with an open run, and those whose lease is held.
  virtual Result<std::vector<OuterView>> watched_outers() = 0;
};

}  // namespace aiep::spi
