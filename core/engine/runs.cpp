// Use cases around runs.
#include <algorithm>
#include <filesystem>
#include <thread>

#include "core/base/guards.h"
#include "core/base/ids.h"
#include "core/base/messages/engine.h"
#include "core/engine/outer.h"
#include "core/engine/service_impl.h"
#include "core/engine/subrun_backend.h"

namespace aiep::engine {
namespace {

constexpr int kIdDraws = 5;
/// One answer carries all events of this span: a wide run writes hundreds of times a second.
constexpr Millis kGather{20};

}  // namespace

EngineImpl::EngineImpl(ServiceOptions options, std::shared_ptr<spi::Store> store,
                       std::shared_ptr<spi::Registry> registry, std::shared_ptr<const Clock> clock)
    : options_(std::move(options)),
      store_(std::move(store)),
      registry_(std::move(registry)),
      clock_(std::move(clock)),
      loop_(std::make_unique<Loop>(options_, *store_, *registry_, *clock_)),
      orphans_(*store_, *registry_, *clock_, *loop_),
      orphan_watch_(orphans_, options_.orphan_sweep),
      outers_(dynamic_cast<spi::OuterStore*>(store_.get())) {
  if (outers_ == nullptr) return;
  const auto stop = [this](const std::string& run, const std::string& actor, const std::string& reason) {
    return stop_once(run, actor, reason);
  };
  outer_watch_ = std::make_unique<OuterWatch>(*outers_, *registry_, *clock_, stop, options_.outer_sweep);
}

Status EngineImpl::start() {
  if (Status started = loop_->start(); !started) return started;
  if (outer_watch_) outer_watch_->start();
  orphan_watch_.start();
  return {};
}

void EngineImpl::stop() {
  orphan_watch_.stop();
  if (outer_watch_) outer_watch_->stop();
  loop_->stop();
}

void EngineImpl::wake() {
  loop_->wake();
  if (outer_watch_) outer_watch_->wake();
}

std::string EngineImpl::data_dir(const SourceDocument& source) const {
  std::error_code ignored;
  const std::string beside = source.origin_dir + "/warehouse";
  if (!source.origin_dir.empty() && std::filesystem::is_directory(beside, ignored)) return beside;
  return options_.workspace + "/warehouse";
}

PlanInput EngineImpl::plan_input(const Prepared& prepared, RunRecord run) const {
  run.experiment_id = prepared.experiment.id;
  run.experiment_name = prepared.experiment.name;
  run.group = prepared.experiment.group;
  run.version = prepared.version.number;
  run.version_closed = prepared.version.closed;
  run.created_at = clock_->now();
  run.lease_epoch = loop_->lease_epoch();
  const spi::Backend* backend = registry_->find_backend(run.backend);
  if (backend != nullptr && backend->capabilities().tied_to_server) run.place = options_.owner;
  PlanInput input;
  input.spec = &prepared.spec;
  input.registry = registry_.get();
  input.run = std::move(run);
  input.zone = options_.default_zone;
  input.document_text = prepared.version.source.text;
  input.data_dir = data_dir(prepared.version.source);
  input.origin_dir = prepared.version.source.origin_dir;
  return input;
}

Result<RunAccepted> EngineImpl::insert(Plan plan) {
  for (int draw = 0;; ++draw) {
    auto inserted = store_->insert_run(plan.detail, plan.events);
    if (inserted) {
      if (!inserted->existed) loop_->adopt(inserted->id);
      return RunAccepted{inserted->id, inserted->existed, {}};
    }
    if (inserted.error().kind != ErrorKind::already_exists || draw == kIdDraws) return std::move(inserted).error();
    const std::string id = new_run_id();
    plan.detail.run.id = id;
    for (TaskRecord& task : plan.detail.tasks) task.run_id = id;
    for (AttemptRecord& attempt : plan.detail.attempts) attempt.run_id = id;
    for (EventRecord& event : plan.events) event.run = id;
  }
}

Result<RunAccepted> EngineImpl::start_run(const RunRequest& request, std::vector<flow::Problem>* problems) {
  if (guard_on(Guard::unique_keys) && !request.key.empty()) {
    auto known = store_->find_run_by_key(request.key);
    if (known) return RunAccepted{*known, true, {}};
    if (known.error().kind != ErrorKind::not_found) return std::move(known).error();
  }
  if (registry_->find_backend(request.backend) == nullptr) {
    std::string names;
    for (const std::string& name : registry_->backend_names()) names += (names.empty() ? "" : ", ") + name;
    return make_error(messages::kBackendUnknown, {request.backend, names});
  }
  auto prepared = request.source ? from_file(*request.source, problems)
                                 : from_store(request.experiment_id, request.version, problems);
  if (!prepared) return std::move(prepared).error();
  RunRecord run;
  run.id = new_run_id();
  run.key = request.key;
  run.submitter = request.submitter;
  run.backend = request.backend;
  run.policy = request.policy;
  run.parent_key = request.parent_key;
  PlanInput input = plan_input(*prepared, std::move(run));
  input.variables = request.variables;
  input.date = request.date;
  if (request.zone) input.zone = *request.zone;
  input.only_nodes = request.only_nodes;
  if (request.outer) mark_outer(input.run, *request.outer);
  PlanResult planned = make_plan(input);
  for (const Error& error : planned.errors) report(problems, {{flow::Severity::error, error}});
  if (!planned.errors.empty()) return planned.errors.front();
  if (request.outer) note_outer(planned.plan, *request.outer);
  return insert(std::move(planned.plan));
}

Result<std::string> EngineImpl::adopt_orphan(const std::string& key, const std::string& actor,
                                             const std::string& reason) {
  auto orphan = orphans_.find(key);
  if (!orphan) return std::move(orphan).error();
  auto detail = orphans_.plan_adoption(*orphan, actor, loop_->lease_epoch());
  if (!detail) return std::move(detail).error();
  Plan plan;
  plan.detail = std::move(*detail);
  plan.detail.run.place = options_.owner;  // this server sees it; another might not
  const auto tell = [&](const std::string& node, const char* event, const std::string& from, State to) {
    EventRecord record;
    record.at = plan.detail.run.created_at;
    record.actor = actor;
    record.run = plan.detail.run.id;
    record.node = node;
    record.attempt = node.empty() ? 0 : 1;
    record.event = event;
    record.from = from;
    record.to = to_string(to);
    record.reason = key + (reason.empty() ? "" : ": " + reason);
    plan.events.push_back(std::move(record));
  };
  const std::string queued = to_string(State::queued);
  tell("", "state", "", State::queued);
  tell("", "adopted", queued, State::running);
  tell(plan.detail.tasks.front().node_id, "adopted", queued, State::running);
  auto inserted = insert(std::move(plan));
  if (!inserted) return std::move(inserted).error();
  return inserted->id;
}

Status EngineImpl::change_open_run(const std::string& run_id, Loop::Change change) {
  Status status = loop_->change(run_id, std::move(change));
  if (status || status.error().code.number != messages::kRunNotFound.number) return status;
  auto stored = store_->get_run_record(run_id);
  if (!stored && stored.error().kind == ErrorKind::not_found) return make_error(messages::kRunNotFound, {run_id});
  if (!stored) return std::move(stored).error();
  if (is_terminal(stored->state)) {
    return make_error(messages::kRunAlreadyOver, {run_id, to_string(stored->state)});
  }
  if (!stored->place.empty() && stored->place != options_.owner) {
    return make_error(messages::kRunPlacedElsewhere, {run_id, stored->place});
  }
  return make_error(messages::kRunOpenElsewhere, {run_id});
}

Status EngineImpl::stop_run(const std::string& run_id, const std::string& actor, const std::string& reason) {
  return change_open_run(run_id, [actor, reason](Book& book, RunState& run) {
    request_cancel(book, run, actor, reason);
    return Status();
  });
}

Result<spi::RunDetail> EngineImpl::get_run(const std::string& run_id) {
  auto detail = store_->get_run(run_id);
  if (detail) explain_queued(*detail, clock_->now());
  return detail;
}

Result<spi::LogChunk> EngineImpl::read_log(const std::string& run_id, const std::string& node_title, int attempt,
                                           std::uint64_t offset, std::size_t limit) {
  auto detail = store_->get_run(run_id);
  if (!detail) return std::move(detail).error();
  const auto task = std::find_if(detail->tasks.begin(), detail->tasks.end(),
                                 [&](const TaskRecord& t) { return t.title == node_title; });
  if (task == detail->tasks.end()) return make_error(messages::kNodeNotFound, {run_id, node_title});
  const AttemptRecord* found = nullptr;
  for (const AttemptRecord& a : detail->attempts) {
    if (a.node_id == task->node_id && (attempt == 0 || a.number == attempt)) found = &a;
  }
  if (found == nullptr || found->handle.empty()) {
    return make_error(messages::kNoLogs, {node_title, "it has not started"});
  }
  auto spec = spi::decode_task(task->spec);
  const std::string lane = spec ? lane_for(*spec, detail->run.backend) : detail->run.backend;
  return loop_->read_log(lane, found->handle, offset, limit);
}

Result<std::vector<EventRecord>> EngineImpl::wait_events(const std::string& run_id, std::int64_t after, Millis wait) {
  const auto end = std::chrono::steady_clock::now() + wait;
  for (;;) {
    const std::uint64_t seen = loop_->written();
    auto events = store_->events(run_id, after, 0);
    if (!events || !events->empty()) return events;
    const auto rest = std::chrono::ceil<Millis>(end - std::chrono::steady_clock::now());
    if (rest <= Millis(0)) return events;
    if (loop_->wait_written(seen, rest) == seen) return events;
    std::this_thread::sleep_for(std::min(kGather, rest));
  }
}

std::unique_ptr<Engine> make_engine(ServiceOptions options, std::shared_ptr<spi::Store> store,
                                    std::shared_ptr<spi::Registry> registry, std::shared_ptr<const Clock> clock) {
  auto engine = std::make_unique<EngineImpl>(std::move(options), std::move(store), registry, std::move(clock));
  // The only name this can clash with is a second engine's on one registry, which nobody makes.
  (void)registry->add_backend("experiment", make_subrun_backend(*engine));
  return engine;
}

}  // namespace aiep::engine
