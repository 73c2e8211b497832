/// Everything about runs as it stands at one moment, without changing anything.
#pragma once

#include <functional>
#include <string>

#include "core/model/outer.h"
#include "core/model/records.h"

namespace aiep::store {

/// What is done with each row. Called in the order outer executions, runs, tasks, attempts, events
/// (by seq). Of a run only its identity, state, reason, parent, rerun, outer execution and times are
/// filled in; beside it comes what the unique key of live runs of outer executions holds for it.
struct SnapshotSinks {
  std::function<void(const OuterRecord&)> outer;
  std::function<void(const RunRecord&, const std::string& live_outer_key)> run;
  std::function<void(const TaskRecord&)> task;
  std::function<void(const AttemptRecord&)> attempt;
  std::function<void(const EventRecord&)> event;
};

/// Reads the database that `url` names (store_factory.h) in one read transaction, whether or not a
/// server uses it. Makes no database and upgrades none: any schema up to the newest will do.
/// Errors: as of open_store; not_found when there is no database.
Status read_snapshot(const std::string& url, const SnapshotSinks& sinks);

}  // namespace aiep::store
