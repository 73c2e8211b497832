// Running again. A terminal state never changes, so every rerun is a new run that starts with what
// the old one had achieved.
#include <algorithm>

#include "core/base/ids.h"
#include "core/base/messages/engine.h"
#include "core/engine/outer.h"
#include "core/engine/service_impl.h"

namespace aiep::engine {
namespace {

bool achieved(State state) { return state == State::succeeded || state == State::skipped; }

const TaskRecord* find_title(const spi::RunDetail& detail, const std::string& title) {
  for (const TaskRecord& task : detail.tasks) {
    if (task.title == title) return &task;
  }
  return nullptr;
}

std::set<std::string> with_downstream(const spi::RunDetail& detail, const std::string& node_id) {
  std::set<std::string> reached{node_id};
  for (bool grew = true; grew;) {
    grew = false;
    for (const TaskRecord& task : detail.tasks) {
      const bool after = std::any_of(task.needs.begin(), task.needs.end(),
                                     [&](const std::string& need) { return reached.contains(need); });
      if (after) grew = reached.insert(task.node_id).second || grew;
    }
  }
  return reached;
}

EventRecord takeover_event(const spi::RunDetail& fresh, const TaskRecord& task, const std::string& event) {
  EventRecord e;
  e.at = fresh.run.created_at;
  e.actor = fresh.run.submitter;
  e.run = fresh.run.id;
  e.node = task.node_id;
  e.attempt = task.attempt;
  e.event = event;
  e.from = to_string(State::queued);
  e.to = to_string(task.state);
  e.reason = task.reason;
  return e;
}

void settle_without_running(spi::RunDetail& fresh, TaskRecord& task, State state, const std::string& reason,
                            std::vector<EventRecord>& events, const std::string& event = "state") {
  task.state = state;
  task.reason = reason;
  task.ended_at = fresh.run.created_at;
  events.push_back(takeover_event(fresh, task, event));
}

/// The new run's task keeps the old attempt's key: its folder holds the results that are used on.
void take_over_attempt(spi::RunDetail& fresh, TaskRecord& task, const spi::RunDetail& old) {
  const AttemptRecord* newest = nullptr;
  for (const AttemptRecord& attempt : old.attempts) {
    if (attempt.node_id == task.node_id && (newest == nullptr || attempt.number > newest->number)) newest = &attempt;
  }
  if (newest == nullptr) return;
  AttemptRecord copy = *newest;
  copy.run_id = fresh.run.id;
  copy.number = 1;
  task.attempt = 1;
  fresh.attempts.push_back(std::move(copy));
}

}  // namespace

Result<RunAccepted> EngineImpl::run_again(const spi::RunDetail& old, const RerunRequest& request,
                                          const Takeover& takeover) {
  auto prepared = from_store(old.run.experiment_id, old.run.version, nullptr);
  if (!prepared) return std::move(prepared).error();
  RunRecord run;
  run.id = new_run_id();
  run.submitter = request.submitter;
  run.backend = old.run.backend;
  run.policy = old.run.policy;
  run.rerun_of = old.run.id;
  run.key = request.key;
  if (request.outer) mark_outer(run, *request.outer);
  PlanInput input = plan_input(*prepared, std::move(run));
  input.variables = old.run.variables;
  for (const auto& [name, value] : request.variables) input.variables[name] = value;
  input.date = old.run.run_date;
  input.zone = old.run.zone;
  input.frozen_logical_time = old.run.logical_time;
  for (const TaskRecord& task : old.tasks) input.only_nodes.push_back(task.title);
  if (old.tasks.size() == prepared->spec.nodes.size()) input.only_nodes.clear();
  PlanResult planned = make_plan(input);
  if (!planned.errors.empty()) return planned.errors.front();
  spi::RunDetail& fresh = planned.plan.detail;
  for (TaskRecord& task : fresh.tasks) {
    const auto before = std::find_if(old.tasks.begin(), old.tasks.end(),
                                     [&](const TaskRecord& t) { return t.node_id == task.node_id; });
    if (auto marked = takeover.marked.find(task.node_id); marked != takeover.marked.end()) {
      settle_without_running(fresh, task, marked->second, takeover.mark_reason, planned.plan.events, "mark");
    } else if (is_terminal(task.state) || takeover.again.contains(task.node_id)) {
      continue;
    } else if (before != old.tasks.end() && achieved(before->state)) {
      take_over_attempt(fresh, task, old);
      task.started_at = before->started_at;
      settle_without_running(fresh, task, before->state, "taken over from run " + old.run.id, planned.plan.events);
    } else if (takeover.others_skipped) {
      settle_without_running(fresh, task, State::skipped, "not part of this rerun", planned.plan.events);
    }
  }
  if (request.outer) note_outer(planned.plan, *request.outer);
  return insert(std::move(planned.plan));
}

Result<std::string> EngineImpl::rerun(const RerunRequest& request) {
  auto accepted = run_rerun(request);
  if (!accepted) return std::move(accepted).error();
  return accepted->id;
}

Result<RunAccepted> EngineImpl::run_rerun(const RerunRequest& request) {
  auto old = store_->get_run(request.run_id);
  if (!old) return std::move(old).error();
  if (!is_terminal(old->run.state)) {
    return make_error(messages::kNothingToRerun,
                      {request.run_id, std::string("it is still ") + to_string(old->run.state)});
  }
  Takeover takeover;
  switch (request.scope) {
    case RerunScope::whole:
      for (const TaskRecord& task : old->tasks) takeover.again.insert(task.node_id);
      break;
    case RerunScope::from_failed:
      for (const TaskRecord& task : old->tasks) {
        if (!achieved(task.state)) takeover.again.insert(task.node_id);
      }
      if (takeover.again.empty()) {
        return make_error(messages::kNothingToRerun, {request.run_id, "every node succeeded"});
      }
      break;
    case RerunScope::node:
    case RerunScope::node_and_downstream: {
      const TaskRecord* task = find_title(*old, request.node);
      if (task == nullptr) return make_error(messages::kNodeNotFound, {request.run_id, request.node});
      takeover.again = request.scope == RerunScope::node ? std::set<std::string>{task->node_id}
                                                         : with_downstream(*old, task->node_id);
      takeover.others_skipped = true;
      break;
    }
  }
  return run_again(*old, request, takeover);
}

Result<std::string> EngineImpl::mark(const std::string& run_id, const std::string& node_title, State to,
                                     const std::string& actor, const std::string& reason) {
  const std::string why =
      "marked " + std::string(to_string(to)) + " by " + actor + (reason.empty() ? "" : ": " + reason);
  auto old = store_->get_run(run_id);
  if (!old) return std::move(old).error();
  const TaskRecord* task = find_title(*old, node_title);
  if (task == nullptr) return make_error(messages::kNodeNotFound, {run_id, node_title});
  if (is_terminal(old->run.state)) {
    if (achieved(task->state)) return make_error(messages::kMarkNotNow, {node_title, to_string(task->state)});
    Takeover takeover;
    takeover.marked[task->node_id] = to;
    takeover.mark_reason = why;
    RerunRequest again;
    again.run_id = run_id;
    again.submitter = actor;
    auto accepted = run_again(*old, again, takeover);
    if (!accepted) return std::move(accepted).error();
    return accepted->id;
  }
  Status status = change_open_run(run_id, [&](Book& book, RunState& run) -> Status {
    const auto index = static_cast<std::size_t>(task->position);
    const TaskState& now = run.tasks.at(index);
    const bool waits =
        now.row.state == State::queued || (now.row.state == State::waiting_for_data && now.lane == kCheckLane);
    if (!waits) return make_error(messages::kMarkNotNow, {node_title, to_string(now.row.state)});
    book.note(run, "mark", why, actor, now.row.node_id);
    finish_task(book, run, index, to, why, actor);
    return {};
  });
  if (!status) return std::move(status).error();
  return run_id;
}

}  // namespace aiep::engine
