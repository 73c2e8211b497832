#include "tests/support/memory_store.h"

#include <algorithm>

namespace aiep::test {
namespace {

Error error_of(ErrorKind kind, const std::string& what) { return Error{kind, Code{1}, {what}, {}}; }

template <class T>
bool replace_row(std::vector<T>& rows, const T& row, bool (*same)(const T&, const T&)) {
  for (T& old : rows) {
    if (!same(old, row)) continue;
    old = row;
    return true;
  }
  return false;
}

bool same_task(const TaskRecord& a, const TaskRecord& b) { return a.node_id == b.node_id; }
bool same_attempt(const AttemptRecord& a, const AttemptRecord& b) {
  return a.node_id == b.node_id && a.number == b.number;
}

}  // namespace

Status MemoryStore::create_experiment(const ExperimentRecord& experiment, const VersionRecord& first) {
  const std::lock_guard lock(mutex_);
  experiments_[experiment.id] = experiment;
  versions_[experiment.id] = {first};
  return {};
}

Result<ExperimentRecord> MemoryStore::get_experiment(const std::string& id) {
  const std::lock_guard lock(mutex_);
  auto it = experiments_.find(id);
  if (it == experiments_.end()) return error_of(ErrorKind::not_found, id);
  return it->second;
}

Result<std::vector<ExperimentRecord>> MemoryStore::find_experiments(const std::string& name) {
  const std::lock_guard lock(mutex_);
  std::vector<ExperimentRecord> found;
  for (const auto& [id, experiment] : experiments_) {
    if (experiment.name == name) found.push_back(experiment);
  }
  return found;
}

Result<std::vector<ExperimentRecord>> MemoryStore::list_experiments() {
  const std::lock_guard lock(mutex_);
  std::vector<ExperimentRecord> all;
  for (const auto& [id, experiment] : experiments_) all.push_back(experiment);
  return all;
}

Status MemoryStore::delete_experiment(const std::string& id) {
  const std::lock_guard lock(mutex_);
  versions_.erase(id);
  return experiments_.erase(id) > 0 ? Status() : Status(error_of(ErrorKind::not_found, id));
}

Result<VersionRecord> MemoryStore::get_version(const std::string& experiment_id, int number) {
  const std::lock_guard lock(mutex_);
  for (const VersionRecord& version : versions_[experiment_id]) {
    if (version.number == number) return version;
  }
  return error_of(ErrorKind::not_found, experiment_id);
}

Result<std::vector<VersionRecord>> MemoryStore::list_versions(const std::string& experiment_id) {
  const std::lock_guard lock(mutex_);
  return versions_[experiment_id];
}

Status MemoryStore::update_version(const VersionRecord& version) {
  const std::lock_guard lock(mutex_);
  for (VersionRecord& old : versions_[version.experiment_id]) {
    if (old.number != version.number) continue;
    if (old.closed) return error_of(ErrorKind::failed_precondition, "closed");
    old = version;
    return {};
  }
  return error_of(ErrorKind::not_found, version.experiment_id);
}

Status MemoryStore::save_as_new_version(const VersionRecord& next) {
  const std::lock_guard lock(mutex_);
  auto& versions = versions_[next.experiment_id];
  if (versions.empty() || versions.back().number + 1 != next.number) {
    return error_of(ErrorKind::failed_precondition, "not the next number");
  }
  versions.back().closed = true;
  versions.push_back(next);
  return {};
}

Status MemoryStore::close_version(const std::string& experiment_id, int number) {
  const std::lock_guard lock(mutex_);
  for (VersionRecord& version : versions_[experiment_id]) {
    if (version.number == number) version.closed = true;
  }
  return {};
}

Result<spi::RunInserted> MemoryStore::insert_run(const spi::RunDetail& detail, const std::vector<EventRecord>& events) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, run] : runs_) {
    if (!detail.run.key.empty() && run.run.key == detail.run.key) return spi::RunInserted{id, true};
  }
  if (!runs_.emplace(detail.run.id, detail).second) return error_of(ErrorKind::already_exists, detail.run.id);
  for (EventRecord event : events) {
    event.seq = static_cast<std::int64_t>(events_.size()) + 1;
    events_.push_back(std::move(event));
  }
  return spi::RunInserted{detail.run.id, false};
}

Status MemoryStore::apply(const spi::RunBatch& batch) {
  const std::lock_guard lock(mutex_);
  const std::optional<Fault> fault = fault_ ? fault_() : std::nullopt;
  if (fault && !fault->after) return fault->error;
  Status status = apply_locked(batch);
  if (status && fault) return fault->error;
  return status;
}

Status MemoryStore::apply_locked(const spi::RunBatch& batch) {
  const auto held = [&](const std::string& id) {
    auto it = runs_.find(id);
    return it != runs_.end() && it->second.run.lease_epoch == batch.lease_epoch;
  };
  for (const RunRecord& run : batch.runs) {
    if (!held(run.id)) return error_of(ErrorKind::failed_precondition, "fenced: " + run.id);
  }
  for (const TaskRecord& task : batch.tasks) {
    if (!held(task.run_id)) return error_of(ErrorKind::failed_precondition, "fenced: " + task.run_id);
    for (const TaskRecord& old : runs_[task.run_id].tasks) {
      if (same_task(old, task) && is_terminal(old.state) && old.state != task.state) {
        return error_of(ErrorKind::failed_precondition, "terminal: " + task.title);
      }
    }
  }
  for (const RunRecord& run : batch.runs) runs_[run.id].run = run;
  for (const TaskRecord& task : batch.tasks) {
    TaskRecord row = task;
    for (const TaskRecord& old : runs_[task.run_id].tasks) {
      if (same_task(old, task)) row.spec = old.spec;
    }
    replace_row(runs_[task.run_id].tasks, row, &same_task);
  }
  for (const AttemptRecord& attempt : batch.attempts) {
    auto& rows = runs_[attempt.run_id].attempts;
    if (!replace_row(rows, attempt, &same_attempt)) rows.push_back(attempt);
  }
  for (EventRecord event : batch.events) {
    const bool there = batch.repeated && std::any_of(events_.begin(), events_.end(), [&](const EventRecord& old) {
                         return !event.key.empty() && old.key == event.key;
                       });
    if (there) continue;
    event.seq = static_cast<std::int64_t>(events_.size()) + 1;
    events_.push_back(std::move(event));
  }
  ++applied_;
  return {};
}

Result<RunRecord> MemoryStore::get_run_record(const std::string& id) {
  auto detail = get_run(id);
  if (!detail) return std::move(detail).error();
  return std::move(detail->run);
}

Result<spi::RunDetail> MemoryStore::get_run(const std::string& id) {
  const std::lock_guard lock(mutex_);
  auto it = runs_.find(id);
  if (it == runs_.end()) return error_of(ErrorKind::not_found, id);
  return it->second;
}

Result<std::string> MemoryStore::find_run_by_key(const std::string& key) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, run] : runs_) {
    if (run.run.key == key) return id;
  }
  return error_of(ErrorKind::not_found, key);
}

Result<spi::RunPage> MemoryStore::list_runs(const spi::RunQuery& query) {
  const std::lock_guard lock(mutex_);
  spi::RunPage page;
  for (const auto& [id, run] : runs_) page.items.push_back(run.run);
  std::sort(page.items.begin(), page.items.end(),
            [](const RunRecord& a, const RunRecord& b) { return a.created_at > b.created_at; });
  if (static_cast<int>(page.items.size()) > query.limit) page.items.resize(static_cast<std::size_t>(query.limit));
  return page;
}

Result<std::vector<std::string>> MemoryStore::open_runs() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, run] : runs_) {
    if (!is_terminal(run.run.state)) ids.push_back(id);
  }
  return ids;
}

Result<std::vector<EventRecord>> MemoryStore::events(const std::string& run_id, std::int64_t after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<EventRecord> found;
  for (const EventRecord& event : events_) {
    if (event.run == run_id && event.seq > after) found.push_back(event);
    if (limit > 0 && static_cast<int>(found.size()) == limit) break;
  }
  return found;
}

Result<std::vector<std::string>> MemoryStore::held_runs(std::int64_t epoch) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, run] : runs_) {
    if (!is_terminal(run.run.state) && run.run.lease_epoch == epoch) ids.push_back(id);
  }
  return ids;
}

Result<std::int64_t> MemoryStore::claim_runs(const std::string&, TimePoint, TimePoint) {
  const std::lock_guard lock(mutex_);
  ++claims_;
  if (epoch_ == 0) epoch_ = 1;
  for (auto& [id, run] : runs_) {
    if (!is_terminal(run.run.state) && run.run.lease_epoch == 0) run.run.lease_epoch = epoch_;
  }
  return epoch_;
}

void MemoryStore::set_fault(std::function<std::optional<Fault>()> fault) {
  const std::lock_guard lock(mutex_);
  fault_ = std::move(fault);
}

int MemoryStore::applied() const {
  const std::lock_guard lock(mutex_);
  return applied_;
}

int MemoryStore::claims() const {
  const std::lock_guard lock(mutex_);
  return claims_;
}

void MemoryStore::steal() {
  const std::lock_guard lock(mutex_);
  for (auto& [id, run] : runs_) run.run.lease_epoch = 999;
}

}  // namespace aiep::test
