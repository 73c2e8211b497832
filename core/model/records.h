/// What the store keeps: plain rows. Times are wall clock, absent = not yet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/experiment.h"
#include "core/model/state.h"

namespace aiep {

struct ExperimentRecord {
  std::string id;  ///< 32 hex
  std::string name, group, owner, description;
  TimePoint created_at{};
};

struct VersionRecord {
  std::string experiment_id;
  int number = 1;
  bool closed = false;  ///< closed = immutable; shown v1, and v2-dev while open
  SourceDocument source;
  TimePoint created_at{};
};
/// "v1", or "v2-dev" while in development.
std::string version_label(int number, bool closed);
/// Accepts v1, v1-dev, 1; 0 = not a version.
int version_number(const std::string& label);

enum class FailurePolicy { stop_at_once, finish_running, finish_possible };
const char* to_string(FailurePolicy policy);  ///< stop, finish-running, finish-possible
std::optional<FailurePolicy> failure_policy_from(const std::string& word);

struct RunRecord {
  std::string id;   ///< 9 hex
  std::string key;  ///< caller's key; "" = none. Unique when not empty
  std::string experiment_id, experiment_name, group;
  int version = 1;
  bool version_closed = false;
  State state = State::queued;
  std::string reason;
  std::string submitter;
  std::string backend = "local";
  FailurePolicy policy = FailurePolicy::finish_running;
  TimePoint logical_time{};
  std::string zone;
  std::string run_date;  ///< YYYYMMDD, frozen
  std::map<std::string, std::string> variables;
  std::string parent_key;  ///< task key of the `experiment` node that started it, "" = none
  std::string rerun_of;    ///< run id, "" = none
  TimePoint created_at{};
  std::optional<TimePoint> started_at, ended_at;
  std::optional<TimePoint> cancel_requested_at;
  std::string cancel_actor;
  std::int64_t lease_epoch = 0;  ///< fencing number of the engine that owns the run
  std::string place{};           ///< lease owner whose machine its tasks are on; only it may drive the run. "" = any
  std::string outer_key;         ///< of the outer execution that it belongs to (core/model/outer.h), "" = none
  int outer_attempt = 0;         ///< the newest attempt of that execution whose run it is
};

/// One node inside one run; the attempt fields are those of the newest attempt.
struct TaskRecord {
  std::string run_id, node_id, title, type;
  int position = 0;  ///< order in the file
  std::vector<std::string> needs;
  std::string spec;  ///< TaskSpec as JSON (core/spi/task.h), immutable
  int retries = 0;
  State state = State::queued;
  std::string reason;
  int attempt = 0;  ///< 0 = never tried
  std::optional<TimePoint> started_at, ended_at;
  std::optional<TimePoint> not_before;  ///< backoff of a retry
};

struct AttemptRecord {
  std::string run_id, node_id;
  int number = 1;
  State state = State::submitting;
  std::string reason;
  std::string key;     ///< what the backend knows it by; derived, never random
  std::string handle;  ///< external id, "" = not known (yet)
  std::optional<int> exit_code, signal;
  TimePoint started_at{};
  std::optional<TimePoint> ended_at;
  std::optional<TimePoint> cancel_since, unknown_since;
  int cancel_attempts = 0;
  std::string cancel_error;
};

/// Append-only. `node` "" = of the run itself.
struct EventRecord {
  std::int64_t seq = 0;  ///< given by the store
  TimePoint at{};
  std::string actor;  ///< engine, a user name, or the backend
  std::string run, node;
  int attempt = 0;
  std::string event;  ///< state, cancel-requested, variable, mark, adopted …
  std::string from, to, reason;
  std::string key{};    ///< unique over all events, "" = none: an event that may be there already is told by it
  std::string title{};  ///< of the node; filled in where events are read, never written
};

}  // namespace aiep
