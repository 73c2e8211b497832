/// Everything about runs as it stands at one moment, without changing anything.
#pragma once

#include <functional>
#include <string>

#include "core/model/records.h"

namespace aiep::store {

/// What is done with each row. Called in the order runs, tasks, attempts, events (by seq).
/// Of a run only its identity, state, reason, parent, rerun and times are filled in.
struct SnapshotSinks {
  std::function<void(const RunRecord&)> run;
  std::function<void(const TaskRecord&)> task;
  std::function<void(const AttemptRecord&)> attempt;
  std::function<void(const EventRecord&)> event;
};

/// Reads the database that `url` names (store_factory.h) in one read transaction, whether or not a
/// server uses it. Makes no database and upgrades none: any schema up to the newest will do.
/// Errors: as of open_store; not_found when there is no database.
Status read_snapshot(const std::string& url, const SnapshotSinks& sinks);

}  // namespace aiep::store
