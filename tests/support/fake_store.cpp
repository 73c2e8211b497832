#include "tests/support/fake_store.h"

#include <algorithm>

#include "core/base/messages/engine.h"
#include "core/base/messages/general.h"

namespace aiep::test {
namespace {

Error no_experiment(const std::string& id) { return make_error(messages::kExperimentNotFound, {id}); }

}  // namespace

Status FakeStore::create_experiment(const ExperimentRecord& experiment, const VersionRecord& first) {
  const std::lock_guard lock(mutex_);
  experiments_[experiment.id] = experiment;
  versions_[experiment.id] = {first};
  return {};
}

Result<ExperimentRecord> FakeStore::get_experiment(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto it = experiments_.find(id);
  if (it == experiments_.end()) return no_experiment(id);
  return it->second;
}

Result<std::vector<ExperimentRecord>> FakeStore::find_experiments(const std::string& name) {
  const std::lock_guard lock(mutex_);
  std::vector<ExperimentRecord> found;
  for (const auto& [id, experiment] : experiments_) {
    if (experiment.name == name) found.push_back(experiment);
  }
  return found;
}

Result<std::vector<ExperimentRecord>> FakeStore::list_experiments() {
  const std::lock_guard lock(mutex_);
  std::vector<ExperimentRecord> all;
  for (const auto& [id, experiment] : experiments_) all.push_back(experiment);
  return all;
}

Status FakeStore::delete_experiment(const std::string& id) {
  const std::lock_guard lock(mutex_);
  versions_.erase(id);
  if (experiments_.erase(id) == 0) return no_experiment(id);
  return {};
}

Result<VersionRecord> FakeStore::get_version(const std::string& experiment_id, int number) {
  const std::lock_guard lock(mutex_);
  for (const VersionRecord& version : versions_[experiment_id]) {
    if (version.number == number) return version;
  }
  return no_experiment(experiment_id + "@v" + std::to_string(number));
}

Result<std::vector<VersionRecord>> FakeStore::list_versions(const std::string& experiment_id) {
  const std::lock_guard lock(mutex_);
  return versions_[experiment_id];
}

Status FakeStore::update_version(const VersionRecord&) { return make_error(messages::kInternal, {"not faked"}); }

Status FakeStore::save_as_new_version(const VersionRecord& next) {
  const std::lock_guard lock(mutex_);
  auto& all = versions_[next.experiment_id];
  if (!all.empty()) all.back().closed = true;
  all.push_back(next);
  return {};
}

Status FakeStore::close_version(const std::string&, int) { return make_error(messages::kInternal, {"not faked"}); }

Result<spi::RunInserted> FakeStore::insert_run(const spi::RunDetail& detail, const std::vector<EventRecord>& events) {
  if (!detail.run.key.empty()) {
    if (auto known = find_run_by_key(detail.run.key)) return spi::RunInserted{*known, true};
  }
  put_run(detail, events);
  return spi::RunInserted{detail.run.id, false};
}

Status FakeStore::apply(const spi::RunBatch&) { return make_error(messages::kInternal, {"not faked"}); }

Result<RunRecord> FakeStore::get_run_record(const std::string& id) {
  auto detail = get_run(id);
  if (!detail) return std::move(detail).error();
  return std::move(detail->run);
}

Result<spi::RunDetail> FakeStore::get_run(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto it = runs_.find(id);
  if (it == runs_.end()) return make_error(messages::kRunNotFound, {id});
  return it->second;
}

Result<std::string> FakeStore::find_run_by_key(const std::string& key) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, detail] : runs_) {
    if (detail.run.key == key) return id;
  }
  return make_error(messages::kRunNotFound, {key});
}

Result<spi::RunPage> FakeStore::list_runs(const spi::RunQuery& query) {
  const std::lock_guard lock(mutex_);
  spi::RunPage page;
  bool behind = query.after.empty();
  for (auto id = order_.rbegin(); id != order_.rend(); ++id) {
    const RunRecord& run = runs_.at(*id).run;
    const bool wanted =
        query.states.empty() || std::find(query.states.begin(), query.states.end(), run.state) != query.states.end();
    if (behind && wanted) {
      if (static_cast<int>(page.items.size()) == query.limit) {
        page.next = page.items.back().id;
        break;
      }
      page.items.push_back(run);
    }
    if (*id == query.after) behind = true;
  }
  return page;
}

Result<std::vector<std::string>> FakeStore::open_runs() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> open;
  for (const auto& [id, detail] : runs_) {
    if (!is_terminal(detail.run.state)) open.push_back(id);
  }
  return open;
}

std::string FakeStore::title_of(const std::string& run, const std::string& node) const {
  const auto detail = runs_.find(run);
  if (detail == runs_.end()) return "";
  for (const TaskRecord& task : detail->second.tasks) {
    if (task.node_id == node) return task.title;
  }
  return "";
}

Result<std::vector<EventRecord>> FakeStore::events(const std::string& run_id, std::int64_t after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<EventRecord> found;
  for (const EventRecord& event : events_) {
    if (event.run != run_id || event.seq <= after) continue;
    found.push_back(event);
    found.back().title = title_of(event.run, event.node);
    if (limit > 0 && static_cast<int>(found.size()) == limit) break;
  }
  return found;
}

Result<std::int64_t> FakeStore::claim_runs(const std::string&, TimePoint, TimePoint) { return std::int64_t{1}; }

void FakeStore::put_run(const spi::RunDetail& detail, const std::vector<EventRecord>& events) {
  const std::lock_guard lock(mutex_);
  if (runs_.find(detail.run.id) == runs_.end()) order_.push_back(detail.run.id);
  runs_[detail.run.id] = detail;
  for (EventRecord event : events) {
    event.seq = static_cast<std::int64_t>(events_.size()) + 1;
    events_.push_back(event);
  }
}

}  // namespace aiep::test
