// Watching tasks, cancelling them, and finding them again after a restart.
#include <algorithm>

#include "core/engine/loop.h"
#include "core/engine/plan.h"

namespace aiep::engine {
namespace {

constexpr Millis kSecondNet{2'000};

State shown_state(spi::Phase phase, State now) {
  switch (phase) {
    case spi::Phase::pending:
    case spi::Phase::running: return State::running;
    case spi::Phase::waiting_for_data: return State::waiting_for_data;
    case spi::Phase::unknown: return State::unknown;
    default: return now;
  }
}

}  // namespace

Millis Loop::poll_interval(const TaskState& task) const {
  auto it = lanes_.find(task.lane);
  const bool notifies = it != lanes_.end() && it->second->notifies();
  return notifies ? kSecondNet : options_.poll;
}

void Loop::send(RunState& run, std::size_t index, Operation::Kind kind) {
  TaskState& task = run.tasks[index];
  Operation operation;
  operation.kind = kind;
  operation.run_id = run.row.id;
  operation.index = index;
  operation.attempt = task.attempt.number;
  operation.handle = task.attempt.handle;
  operation.request.key = task.attempt.key;
  operation.urgent = task.row.state == State::cancelling;
  task.busy = true;
  if (kind == Operation::Kind::cancel) {
    outgoing_.push_back({task.lane, std::move(operation)});  // recorded first, then carried out
  } else if (Lane* lane = lane_of(task.lane)) {
    lane->post(std::move(operation));
  }
}

/// Something is due for a task in flight. What that is follows from its state alone, so that a
/// restart needs no memory of its own: it enters here.
void Loop::look_at(RunState& run, std::size_t index) {
  TaskState& task = run.tasks[index];
  if (!is_in_flight(task.row.state)) return;
  if (task.busy) {
    task.woken = true;  // looked at when the lane answers
    return;
  }
  if (lane_of(task.lane) == nullptr) {
    book_.set_task(run, index, State::unknown, "backend " + task.lane + " is not configured here");
    book_.set_due(run, index, clock_.now() + kSecondNet);
    return;
  }
  const bool late = task.limit && clock_.now() >= task.attempt.started_at + *task.limit;
  if (late && task.row.state != State::cancelling) {
    cancel_task(book_, run, index, "timed out");
    book_.note(run, "timeout", "", "engine", task.row.node_id);
    book_.set_due(run, index, std::nullopt);
  }
  if (task.attempt.handle.empty()) {
    if (task.row.state == State::cancelling) {
      send(run, index, Operation::Kind::recover);
    } else {
      task.busy = true;
      lane_of(task.lane)->post(create_operation(run, index, true));
    }
    return;
  }
  send(run, index, task.row.state == State::cancelling ? Operation::Kind::cancel : Operation::Kind::get);
}

void Loop::on_recovered(RunState& run, std::size_t index, const Result<std::string>& handle) {
  TaskState& task = run.tasks[index];
  if (handle) {
    // The same handle that was just "not found": the backend contradicts itself, ask with patience.
    const bool news = task.attempt.handle != *handle;
    task.attempt.handle = *handle;
    book_.touch_attempt(run, index, Book::Write::lazy);
    book_.set_due(run, index, clock_.now() + (news ? Millis(0) : kSecondNet));
  } else if (handle.error().kind == ErrorKind::not_found) {
    const bool cancelling = task.row.state == State::cancelling;
    if (cancelling && !is_timeout(task)) {
      finish_task(book_, run, index, State::cancelled, "confirmed: it had not started");
    } else {
      fail_attempt(book_, run, index, cancelling ? State::failed : State::lost,
                   cancelling ? "timed out before it started" : "the backend no longer knows it", MayRetry::yes,
                   retry_rule_);
    }
  } else {
    task.attempt.cancel_error = handle.error().message();
    book_.touch_attempt(run, index, Book::Write::lazy);
    book_.set_due(run, index, clock_.now() + options_.cancel_retry);
  }
}

void Loop::on_status(RunState& run, std::size_t index, const Result<spi::TaskStatus>& status) {
  TaskState& task = run.tasks[index];
  if (status) {
    on_seen(run, index, *status);
    return;
  }
  if (status.error().kind == ErrorKind::not_found) {
    send(run, index, Operation::Kind::recover);
    return;
  }
  if (!task.attempt.unknown_since) task.attempt.unknown_since = clock_.now();
  if (task.row.state != State::cancelling) {
    book_.set_task(run, index, State::unknown, status.error().message());
  }
  book_.set_due(run, index, clock_.now() + std::max(options_.poll, Millis(1'000)));
}

void Loop::on_seen(RunState& run, std::size_t index, const spi::TaskStatus& status) {
  TaskState& task = run.tasks[index];
  const bool over = status.phase == spi::Phase::succeeded || status.phase == spi::Phase::failed ||
                    status.phase == spi::Phase::cancelled;
  if (over) {
    end_attempt(book_, run, index, status, retry_rule_);
    return;
  }
  if (status.phase != spi::Phase::unknown) {
    task.attempt.unknown_since.reset();
  } else if (!task.attempt.unknown_since) {
    task.attempt.unknown_since = clock_.now();
  }
  if (task.row.state != State::cancelling) {
    book_.set_task(run, index, shown_state(status.phase, task.row.state), status.reason, Book::Write::lazy);
  }
  TimePoint next = clock_.now() + poll_interval(task);
  if (status.next_look) next = std::max(*status.next_look, clock_.now() + Millis(10));
  if (task.limit) next = std::min(next, task.attempt.started_at + *task.limit);
  if (task.row.state == State::cancelling) next = std::min(next, clock_.now() + options_.cancel_retry);
  book_.set_due(run, index, std::max(next, clock_.now() + Millis(1)));
}

void Loop::on_cancelled(RunState& run, std::size_t index, const OperationResult& result) {
  TaskState& task = run.tasks[index];
  ++task.attempt.cancel_attempts;
  task.attempt.cancel_error = *result.cancelled ? "" : result.cancelled->error().message();
  book_.touch_attempt(run, index, Book::Write::lazy);
  if (result.status && *result.status) {
    on_seen(run, index, **result.status);
    return;
  }
  const bool gone = !*result.cancelled && result.cancelled->error().kind == ErrorKind::not_found;
  if (gone) {
    send(run, index, Operation::Kind::recover);
    return;
  }
  const bool accepted = *result.cancelled && **result.cancelled == spi::CancelOutcome::accepted;
  if (accepted) {
    send(run, index, Operation::Kind::get);
  } else {
    book_.set_due(run, index, clock_.now() + options_.cancel_retry);
  }
}

}  // namespace aiep::engine
