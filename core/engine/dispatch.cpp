// Ready tasks get an attempt and a place of their backend.
#include <deque>
#include <set>

#include "core/base/guards.h"
#include "core/engine/loop.h"
#include "core/engine/plan.h"

namespace aiep::engine {
namespace {

constexpr Millis kLongestSubmitWait{30'000};
/// Upstream results offered besides those of the direct predecessors.
constexpr std::size_t kMaxIndirectResults = 64;

std::map<std::string, std::string> upstream_results(const RunState& run, std::size_t index,
                                                    const std::string& workspace) {
  std::map<std::string, std::string> results;
  std::set<std::size_t> seen{index};
  std::deque<std::size_t> queue{index};
  std::size_t indirect = 0;
  while (!queue.empty()) {
    const std::size_t at = queue.front();
    queue.pop_front();
    for (std::size_t before : run.graph.predecessors(at)) {
      if (!seen.insert(before).second) continue;
      if (at != index && ++indirect > kMaxIndirectResults) return results;
      const TaskState& task = run.tasks[before];
      if (task.row.state == State::succeeded && !task.attempt.key.empty()) {
        results.emplace(task.row.title, work_dir(workspace, task.attempt.key) + "/result");
      }
      queue.push_back(before);
    }
  }
  return results;
}

}  // namespace

void Loop::dispatch() {
  for (auto& [name, ready] : book_.ready_lanes()) {
    while (!ready.empty() && dispatch_one(name)) {
    }
  }
}

bool Loop::dispatch_one(const std::string& name) {
  const Lane* lane = lane_of(name);
  if (lane != nullptr && lane->max_parallel() > 0 && book_.in_flight(name) >= lane->max_parallel()) return false;
  const auto [created, run_id, index] = *book_.ready(name).begin();
  RunState& run = *book_.find(run_id);
  touched_.insert(run_id);
  book_.open_attempt(run, index);
  if (lane == nullptr) {
    fail_attempt(book_, run, index, State::failed, "backend " + name + " is not configured here", MayRetry::no,
                 retry_rule_);
    return true;
  }
  run.tasks[index].busy = true;
  outgoing_.push_back({name, create_operation(run, index, false)});
  if (!guard_on(Guard::record_before_call)) send_outgoing();
  return true;
}

Operation Loop::create_operation(RunState& run, std::size_t index, bool reconcile) const {
  const TaskState& task = run.tasks[index];
  Operation operation;
  operation.kind = Operation::Kind::create;
  operation.run_id = run.row.id;
  operation.index = index;
  operation.attempt = task.attempt.number;
  operation.reconcile = reconcile;
  spi::TaskRequest& request = operation.request;
  request.key = task.attempt.key;
  request.run_id = run.row.id;
  request.node_id = task.row.node_id;
  request.attempt = task.attempt.number;
  if (auto spec = spi::decode_task(task.row.spec)) request.spec = std::move(*spec);
  request.work_dir = work_dir(options_.workspace, task.attempt.key);
  if (auto it = request.spec.env.find("DATA_DIR"); it != request.spec.env.end()) request.data_dir = it->second;
  request.upstream_results = upstream_results(run, index, options_.workspace);
  request.started_at = task.attempt.started_at;
  if (request.spec.timeout) request.deadline = task.attempt.started_at + *request.spec.timeout;
  return operation;
}

void Loop::on_created(RunState& run, std::size_t index, const Result<std::string>& handle) {
  if (!handle) {
    on_create_failed(run, index, handle.error());
    return;
  }
  TaskState& task = run.tasks[index];
  task.attempt.handle = *handle;
  task.attempt.unknown_since.reset();
  book_.touch_attempt(run, index, Book::Write::lazy);
  if (task.row.state == State::cancelling) {
    book_.set_due(run, index, clock_.now());
    return;
  }
  const bool check = task.lane == kCheckLane;
  book_.set_task(run, index, check ? State::waiting_for_data : State::running, "", Book::Write::lazy);
  // A check is asked at once; a process that notifies is looked at only as a second net.
  book_.set_due(run, index, check ? clock_.now() : clock_.now() + poll_interval(task));
}

void Loop::on_create_failed(RunState& run, std::size_t index, const Error& error) {
  TaskState& task = run.tasks[index];
  ++task.submit_tries;
  const bool unknown = error.kind == ErrorKind::outcome_unknown && guard_on(Guard::reconcile_unknown);
  // Once an order may have arrived, a backend that is away says nothing about it, however long.
  const bool may_be_there = unknown || task.attempt.unknown_since.has_value();
  const bool patient = clock_.now() < task.attempt.started_at + options_.submit_patience;
  if (task.row.state == State::cancelling) {
    // Certainly not created: the cancel is confirmed. Not known: look it up before anything else.
    if (!unknown && !kind_facts(error.kind).retryable) {
      finish_task(book_, run, index, State::cancelled, "it had not started: " + error.message());
    } else {
      book_.set_due(run, index, clock_.now() + options_.cancel_retry);
    }
    return;
  }
  if (unknown || (kind_facts(error.kind).retryable && (patient || may_be_there))) {
    if (unknown && !task.attempt.unknown_since) task.attempt.unknown_since = clock_.now();
    book_.set_task(run, index, may_be_there ? State::unknown : State::submitting, error.message());
    const Millis wait = retry_rule_.backoff * (1 << std::min(task.submit_tries - 1, 5));
    book_.set_due(run, index, clock_.now() + std::min(wait, kLongestSubmitWait));
    return;
  }
  const bool bad_task = error.kind == ErrorKind::invalid_argument || error.kind == ErrorKind::not_supported;
  fail_attempt(book_, run, index, State::failed, "could not be submitted: " + error.message(),
               bad_task ? MayRetry::no : MayRetry::yes, retry_rule_);
}

}  // namespace aiep::engine
