#include "core/engine/book.h"

#include <algorithm>
#include <unordered_map>

#include "core/base/guards.h"
#include "core/base/ids.h"
#include "core/engine/plan.h"

namespace aiep::engine {
namespace {

bool opens_the_way(State state) { return state == State::succeeded || state == State::skipped; }

void read_spec(TaskState& task, const std::string& run_backend) {
  auto spec = spi::decode_task(task.row.spec);
  task.lane = run_backend;
  if (!spec) return;
  task.lane = lane_for(*spec, run_backend);
  if (task.lane != kCheckLane) task.limit = spec->timeout;
}

}  // namespace

std::string lane_for(const spi::TaskSpec& spec, const std::string& run_backend) {
  return spec.backend.empty() || run_backend == "mock" ? run_backend : spec.backend;
}

bool is_in_flight(State state) { return !is_terminal(state) && state != State::queued; }

RunState::RunState(spi::RunDetail detail) : row(std::move(detail.run)), graph(detail.tasks.size()) {
  std::unordered_map<std::string, std::size_t> index_of;
  tasks.reserve(detail.tasks.size());
  for (TaskRecord& record : detail.tasks) {
    index_of.emplace(record.node_id, tasks.size());
    TaskState task;
    task.row = std::move(record);
    read_spec(task, row.backend);
    ++counts.at(static_cast<std::size_t>(task.row.state));
    tasks.push_back(std::move(task));
  }
  for (AttemptRecord& attempt : detail.attempts) {
    auto it = index_of.find(attempt.node_id);
    if (it == index_of.end()) continue;
    AttemptRecord& newest = tasks[it->second].attempt;
    if (newest.run_id.empty() || attempt.number > newest.number) newest = std::move(attempt);
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].attempt.run_id.empty()) tasks[i].attempt.number = 0;
    for (const std::string& need : tasks[i].row.needs) {
      auto it = index_of.find(need);
      if (it == index_of.end()) continue;
      graph.add_edge(it->second, i);
      if (!opens_the_way(tasks[it->second].row.state)) ++tasks[i].open_needs;
    }
  }
}

bool RunState::all_terminal() const {
  int terminal = 0;
  for (const StateFacts& f : all_states()) terminal += f.terminal ? count(f.state) : 0;
  return static_cast<std::size_t>(terminal) == tasks.size();
}

Book::Book(const Clock& clock) : clock_(clock), event_prefix_(random_hex(12) + ".") {}

void Book::add_event(EventRecord event) {
  event.key = event_prefix_ + std::to_string(++event_count_);
  events_.push_back(std::move(event));
}

RunState& Book::load(spi::RunDetail detail) {
  const std::string id = detail.run.id;
  drop(id);
  RunState& run = *(runs_[id] = std::make_unique<RunState>(std::move(detail)));
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    TaskState& task = run.tasks[i];
    if (is_in_flight(task.row.state)) {
      ++in_flight_[task.lane];
      set_due(run, i, now());
      // Whoever wrote this may have given the order before it ended.
      if (task.attempt.handle.empty() && !task.attempt.unknown_since) task.attempt.unknown_since = now();
    } else {
      make_ready_if_free(run, i);
    }
  }
  return run;
}

void Book::drop(const std::string& run_id) {
  RunState* run = find(run_id);
  if (run == nullptr) return;
  for (std::size_t i = 0; i < run->tasks.size(); ++i) {
    TaskState& task = run->tasks[i];
    if (task.due) due_.erase({*task.due, run_id, i});
    ready_[task.lane].erase({to_ms(run->row.created_at), run_id, i});
    if (is_in_flight(task.row.state)) --in_flight_[task.lane];
    dirty_tasks_.erase({run_id, i});
  }
  dirty_runs_.erase(run_id);
  std::erase_if(replaced_, [&](const AttemptRecord& attempt) { return attempt.run_id == run_id; });
  std::erase_if(events_, [&](const EventRecord& event) { return event.run == run_id; });
  runs_.erase(run_id);
}

RunState* Book::find(const std::string& run_id) {
  auto it = runs_.find(run_id);
  return it == runs_.end() ? nullptr : it->second.get();
}

std::vector<std::string> Book::run_ids() const {
  std::vector<std::string> ids;
  for (const auto& [id, run] : runs_) ids.push_back(id);
  return ids;
}

void Book::set_task(RunState& run, std::size_t index, State to, const std::string& reason, Write write,
                    const std::string& actor) {
  TaskState& task = run.tasks[index];
  const State from = task.row.state;
  const bool silent = from == to && task.row.reason == reason;
  if (silent || (is_terminal(from) && guard_on(Guard::final_once))) return;
  add_event({0, now(), actor, run.row.id, task.row.node_id, task.attempt.number, "state", to_string(from),
             to_string(to), reason});
  --run.counts.at(static_cast<std::size_t>(from));
  ++run.counts.at(static_cast<std::size_t>(to));
  count_in_flight(task, from, to);
  task.row.state = to;
  task.row.reason = reason;
  if (to == State::submitting && !task.row.started_at) task.row.started_at = now();
  if (is_terminal(to)) {
    task.row.ended_at = now();
    set_due(run, index, std::nullopt);
    ready_[task.lane].erase({to_ms(run.row.created_at), run.row.id, index});
  }
  dirty_tasks_.emplace(run.row.id, index);
  if (task.attempt.number > 0 && to != State::queued && !is_terminal(task.attempt.state)) {
    task.attempt.state = to;
    task.attempt.reason = reason;
    if (is_terminal(to)) task.attempt.ended_at = now();
    task.attempt_dirty = true;
  }
  changed_ = true;
  urgent_ = urgent_ || write == Write::urgent;
}

void Book::set_run(RunState& run, State to, const std::string& reason, const std::string& actor) {
  if (is_terminal(run.row.state) && guard_on(Guard::final_once)) return;
  if (run.row.state == to && run.row.reason == reason) return;
  add_event({0, now(), actor, run.row.id, "", 0, "state", to_string(run.row.state), to_string(to), reason});
  run.row.state = to;
  run.row.reason = reason;
  if (is_terminal(to)) run.row.ended_at = now();
  dirty_runs_.insert(run.row.id);
  changed_ = true;
  urgent_ = urgent_ || is_terminal(to);
}

void Book::note(RunState& run, const std::string& event, const std::string& reason, const std::string& actor,
                const std::string& node) {
  add_event({0, now(), actor, run.row.id, node, 0, event, "", "", reason});
  dirty_runs_.insert(run.row.id);
  changed_ = true;
}

void Book::touch_attempt(RunState& run, std::size_t index, Write write) {
  run.tasks[index].attempt_dirty = true;
  dirty_tasks_.emplace(run.row.id, index);
  changed_ = true;
  urgent_ = urgent_ || write == Write::urgent;
}

void Book::touch_run(RunState& run, Write write) {
  dirty_runs_.insert(run.row.id);
  changed_ = true;
  urgent_ = urgent_ || write == Write::urgent;
}

void Book::open_attempt(RunState& run, std::size_t index) {
  TaskState& task = run.tasks[index];
  ready_[task.lane].erase({to_ms(run.row.created_at), run.row.id, index});
  AttemptRecord attempt;
  attempt.run_id = run.row.id;
  attempt.node_id = task.row.node_id;
  attempt.number = task.row.attempt + 1;
  attempt.key = attempt_key(run.row.id, static_cast<int>(index), attempt.number);
  attempt.started_at = now();
  if (task.attempt_dirty && task.attempt.number > 0) replaced_.push_back(std::move(task.attempt));
  task.attempt = std::move(attempt);
  task.row.attempt = task.attempt.number;
  task.row.not_before.reset();
  task.submit_tries = 0;
  task.attempt_dirty = true;
  set_task(run, index, State::submitting, "");
  if (!run.row.started_at) {
    run.row.started_at = now();
    dirty_runs_.insert(run.row.id);
  }
}

void Book::make_ready_if_free(RunState& run, std::size_t index) {
  TaskState& task = run.tasks[index];
  if (task.row.state != State::queued || task.open_needs > 0) return;
  if (task.row.not_before && *task.row.not_before > now()) {
    set_due(run, index, task.row.not_before);
    return;
  }
  ready_[task.lane].emplace(to_ms(run.row.created_at), run.row.id, index);
}

void Book::set_due(RunState& run, std::size_t index, std::optional<TimePoint> when) {
  TaskState& task = run.tasks[index];
  if (task.due) due_.erase({*task.due, run.row.id, index});
  task.due = when;
  if (when) due_.emplace(*when, run.row.id, index);
}

void Book::reset_timers(Millis longest) {
  for (auto& [id, run] : runs_) {
    for (std::size_t i = 0; i < run->tasks.size(); ++i) {
      TaskState& task = run->tasks[i];
      if (task.due) set_due(*run, i, now());
      if (task.row.state != State::queued || !task.row.not_before) continue;
      task.row.not_before = std::min(*task.row.not_before, now() + longest);
      dirty_tasks_.emplace(id, i);
      changed_ = true;
    }
  }
}

int Book::in_flight(const std::string& lane) const {
  auto it = in_flight_.find(lane);
  return it == in_flight_.end() ? 0 : it->second;
}

void Book::count_in_flight(const TaskState& task, State from, State to) {
  in_flight_[task.lane] += static_cast<int>(is_in_flight(to)) - static_cast<int>(is_in_flight(from));
}

spi::RunBatch Book::pending(std::int64_t lease_epoch) const {
  spi::RunBatch batch;
  batch.lease_epoch = lease_epoch;
  batch.attempts = replaced_;
  for (const std::string& id : dirty_runs_) batch.runs.push_back(runs_.at(id)->row);
  for (const auto& [id, index] : dirty_tasks_) {
    const TaskState& task = runs_.at(id)->tasks[index];
    batch.tasks.push_back(task.row);
    batch.tasks.back().spec.clear();  // immutable, written once at insertion
    if (task.attempt_dirty) batch.attempts.push_back(task.attempt);
  }
  batch.events = events_;
  return batch;
}

std::vector<std::string> Book::committed() {
  std::vector<std::string> ended;
  for (const auto& [id, index] : dirty_tasks_) {
    TaskState& task = runs_.at(id)->tasks[index];
    task.attempt_dirty = false;
  }
  dirty_tasks_.clear();
  for (const std::string& id : dirty_runs_) {
    if (is_terminal(runs_.at(id)->row.state)) ended.push_back(id);
  }
  dirty_runs_.clear();
  events_.clear();
  replaced_.clear();
  changed_ = urgent_ = false;
  for (const std::string& id : ended) drop(id);
  return ended;
}

}  // namespace aiep::engine
