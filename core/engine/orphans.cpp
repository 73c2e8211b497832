#include "core/engine/orphans.h"

#include <algorithm>

#include "core/base/ids.h"
#include "core/base/messages/engine.h"

namespace aiep::engine {
namespace {

const TaskRecord* task_of(const spi::RunDetail& detail, const std::string& node_id) {
  for (const TaskRecord& task : detail.tasks) {
    if (task.node_id == node_id) return &task;
  }
  return nullptr;
}

const AttemptRecord* attempt_of(const spi::RunDetail& detail, const std::string& key) {
  for (const AttemptRecord& attempt : detail.attempts) {
    if (attempt.key == key) return &attempt;
  }
  return nullptr;
}

bool over(spi::Phase phase) {
  return phase == spi::Phase::succeeded || phase == spi::Phase::failed || phase == spi::Phase::cancelled;
}

/// The node as its run knew it, running; a bare one when nobody knows it any more.
TaskRecord task_to_watch(const Orphan& orphan, const std::optional<spi::RunDetail>& old) {
  TaskRecord task;
  task.title = orphan.node.empty() ? orphan.key : orphan.node;
  task.type = "command";
  task.node_id = "orphan";
  spi::TaskSpec spec;
  spec.title = task.title;
  spec.type = task.type;
  task.spec = spi::encode(spec);
  for (const TaskRecord& known : old ? old->tasks : std::vector<TaskRecord>()) {
    if (known.title == orphan.node) task = known;
  }
  task.needs.clear();
  task.position = 0;
  task.retries = 0;  // what it would do again is not this run's to decide
  task.attempt = 1;
  task.state = State::running;
  task.reason.clear();
  task.ended_at.reset();
  task.not_before.reset();
  return task;
}

}  // namespace

std::string adoption_key(const std::string& key) { return "orphan:" + key; }

Orphans::Orphans(spi::Store& store, const spi::Registry& registry, const Clock& clock, BackendCalls& backends)
    : store_(store), registry_(registry), clock_(clock), backends_(backends) {}

Result<std::vector<spi::OwnedTask>> Orphans::owned_by(const std::string& backend) {
  Result<std::vector<spi::OwnedTask>> owned = std::vector<spi::OwnedTask>();
  backends_.with_backend(backend, [&](spi::Backend& called) {
    if (auto* lister = dynamic_cast<spi::OwnedLister*>(&called)) owned = lister->list_owned();
  });
  return owned;
}

Result<std::optional<Orphan>> Orphans::judge(const std::string& backend, const spi::OwnedTask& task, KnownRuns& runs) {
  auto adopted = store_.find_run_by_key(adoption_key(task.key));
  if (!adopted && adopted.error().kind != ErrorKind::not_found) return std::move(adopted).error();
  Orphan orphan;
  orphan.backend = backend;
  orphan.key = task.key;
  orphan.handle = task.handle;
  const std::string run = adopted ? *adopted : task.key.substr(0, task.key.find('.'));
  auto known = runs.find(run);
  if (known == runs.end()) known = runs.emplace(run, store_.get_run(run)).first;
  const Result<spi::RunDetail>& detail = known->second;
  if (!detail && detail.error().kind != ErrorKind::not_found) return detail.error();
  if (!detail) {
    orphan.why = "this store knows no run " + run;
    return std::optional(std::move(orphan));
  }
  orphan.run_id = run;
  const AttemptRecord* attempt = attempt_of(*detail, task.key);
  if (attempt == nullptr) {
    orphan.why = "run " + run + " has no such attempt";
    return std::optional(std::move(orphan));
  }
  if (!is_terminal(attempt->state)) return std::optional<Orphan>();
  if (const TaskRecord* node = task_of(*detail, attempt->node_id)) orphan.node = node->title;
  orphan.why = std::string("its attempt ended as ") + to_string(attempt->state) +
               (attempt->reason.empty() ? "" : ": " + attempt->reason);
  return std::optional(std::move(orphan));
}

/// It may have ended between the backend's list and the store's answer.
bool Orphans::lives(const Orphan& orphan) {
  bool lives = true;
  backends_.with_backend(orphan.backend, [&](spi::Backend& backend) {
    const auto status = backend.get(orphan.handle);
    const bool gone = !status && status.error().kind == ErrorKind::not_found;
    lives = !gone && !(status && over(status->phase));
  });
  return lives;
}

Result<std::vector<Orphan>> Orphans::find() {
  std::vector<Orphan> found;
  for (const std::string& backend : registry_.backend_names()) {
    auto owned = owned_by(backend);
    if (!owned) return std::move(owned).error();
    // After the list: what it holds was written before. Tasks of one wide run share one read.
    KnownRuns runs;
    for (const spi::OwnedTask& task : *owned) {
      if (!task.alive) continue;
      auto judged = judge(backend, task, runs);
      if (!judged) return std::move(judged).error();
      if (*judged && lives(**judged)) found.push_back(std::move(**judged));
    }
  }
  std::sort(found.begin(), found.end(), [](const Orphan& a, const Orphan& b) { return a.key < b.key; });
  const std::lock_guard lock(mutex_);
  count_ = static_cast<int>(found.size());
  return found;
}

Result<Orphan> Orphans::find(const std::string& key) {
  auto all = find();
  if (!all) return std::move(all).error();
  for (Orphan& orphan : *all) {
    if (orphan.key == key) return std::move(orphan);
  }
  return make_error(messages::kNoSuchOrphan, {key});
}

Status Orphans::note(const Orphan& orphan, const std::string& event, const std::string& actor,
                     const std::string& reason, const std::string& key) {
  if (orphan.run_id.empty()) return {};
  EventRecord record;
  record.at = clock_.now();
  record.actor = actor;
  record.run = orphan.run_id;
  record.event = event;
  record.reason = orphan.key + " on " + orphan.backend + (reason.empty() ? "" : ": " + reason);
  record.key = key;
  spi::RunBatch batch;
  batch.events.push_back(std::move(record));
  batch.repeated = !key.empty();  // an earlier server may have written it
  return store_.apply(batch);
}

Result<spi::CancelOutcome> Orphans::kill(const std::string& key, const std::string& actor, const std::string& reason) {
  auto orphan = find(key);
  if (!orphan) return std::move(orphan).error();
  // Recorded first, like every cancel.
  if (Status noted = note(*orphan, "orphan-kill", actor, reason, ""); !noted) return std::move(noted).error();
  Result<spi::CancelOutcome> outcome = spi::CancelOutcome::unknown;
  backends_.with_backend(orphan->backend, [&](spi::Backend& backend) { outcome = backend.cancel(orphan->handle); });
  return outcome;
}

Result<spi::RunDetail> Orphans::plan_adoption(const Orphan& orphan, const std::string& actor, std::int64_t epoch) {
  spi::RunDetail detail;
  std::optional<spi::RunDetail> old;
  if (!orphan.run_id.empty()) {
    auto stored = store_.get_run(orphan.run_id);
    if (!stored) return std::move(stored).error();
    old = std::move(*stored);
  }
  RunRecord& run = detail.run;
  if (old) run = old->run;
  run.id = new_run_id();
  run.key = adoption_key(orphan.key);
  run.rerun_of = orphan.run_id;
  run.outer_key.clear();
  run.parent_key.clear();
  run.cancel_actor.clear();
  run.cancel_requested_at.reset();
  run.ended_at.reset();
  run.submitter = actor;
  run.backend = orphan.backend;
  run.state = State::running;
  run.reason = "watches " + orphan.key + ", which lived on without a run";
  run.created_at = clock_.now();
  run.started_at = run.created_at;
  run.lease_epoch = epoch;
  if (run.experiment_name.empty()) run.experiment_name = "orphan";

  TaskRecord task = task_to_watch(orphan, old);
  task.run_id = run.id;
  task.started_at = run.created_at;

  AttemptRecord attempt;
  attempt.run_id = run.id;
  attempt.node_id = task.node_id;
  attempt.key = orphan.key;
  attempt.handle = orphan.handle;
  attempt.state = State::running;
  attempt.started_at = run.created_at;
  detail.attempts.push_back(std::move(attempt));
  detail.tasks.push_back(std::move(task));
  return detail;
}

void Orphans::sweep() {
  auto found = find();
  if (!found) return;  // the next sweep asks again; who asks by hand is told
  for (const Orphan& orphan : *found) {
    {
      const std::lock_guard lock(mutex_);
      if (told_.contains(orphan.key)) continue;
    }
    if (!note(orphan, "orphan", "engine", orphan.why, adoption_key(orphan.key))) continue;
    const std::lock_guard lock(mutex_);
    told_.insert(orphan.key);
  }
}

int Orphans::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void OrphanWatch::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do {
      orphans_.sweep();
      std::unique_lock lock(mutex_);
      const auto never = [] { return false; };
      if (pause_ == Millis(0)) return;
      changed_.wait_for(lock, stop, pause_, never);
    } while (!stop.stop_requested());
  });
}

void OrphanWatch::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

}  // namespace aiep::engine
