#include "core/engine/verdicts.h"

#include <algorithm>

#include "core/base/duration.h"

namespace aiep::engine {
namespace {

bool stops_others(const RunState& run, State to) {
  return (to == State::failed || to == State::lost || to == State::cancelled) && !run.row.cancel_requested_at;
}

/// A queued task will not run any more. One that already tried keeps its failure as the verdict.
void give_up_queued(Book& book, RunState& run, std::size_t index, const std::string& why) {
  TaskState& task = run.tasks[index];
  if (task.row.state != State::queued) return;
  const bool tried = task.row.attempt > 0;
  book.set_task(run, index, tried ? State::failed : State::cancelled,
                tried ? task.row.reason + "; no further try: " + why : "not started: " + why);
}

void apply_policy(Book& book, RunState& run, std::size_t failed) {
  const std::string why = "node `" + run.tasks[failed].row.title + "` " + to_string(run.tasks[failed].row.state);
  if (run.row.policy == FailurePolicy::finish_possible) {
    for (std::size_t i : run.graph.reachable_from(failed)) give_up_queued(book, run, i, why);
    return;
  }
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    give_up_queued(book, run, i, why);
    if (run.row.policy == FailurePolicy::stop_at_once && is_in_flight(run.tasks[i].row.state)) {
      cancel_task(book, run, i, why);
    }
  }
}

Millis backoff(const RetryRule& rule, int tries_made) {
  Millis wait = rule.backoff;
  for (int i = 1; i < tries_made && wait < rule.longest; ++i) wait *= 2;
  return std::min(wait, rule.longest);
}

void remember_exit(TaskState& task, const spi::TaskStatus& status) {
  task.attempt.exit_code = status.exit_code;
  task.attempt.signal = status.signal;
}

/// A task's line in the run's reason.
std::string told(const TaskState& task) {
  return "node `" + task.row.title + "`" + (task.row.reason.empty() ? "" : ": " + task.row.reason);
}

std::string first_failure(const RunState& run) {
  const TaskState* first = nullptr;
  for (const TaskState& task : run.tasks) {
    const bool failed = task.row.state == State::failed || task.row.state == State::lost;
    if (failed && (first == nullptr || task.row.ended_at < first->row.ended_at)) first = &task;
  }
  if (first != nullptr) return told(*first);
  for (const TaskState& task : run.tasks) {
    if (task.row.state == State::cancelled && task.row.attempt > 0) return told(task);
  }
  return "";
}

void end_run(Book& book, RunState& run) {
  const int failed = run.count(State::failed) + run.count(State::lost);
  const int cancelled = run.count(State::cancelled);
  if (run.row.cancel_requested_at && cancelled + failed > 0) {
    // While it was being cancelled, its reason said who asked for that and why.
    const std::string why = run.row.state == State::cancelling ? run.row.reason + "; " : "";
    book.set_run(run, State::cancelled, why + "confirmed: nothing of it is alive");
  } else if (failed + cancelled > 0) {
    book.set_run(run, State::failed, first_failure(run));
  } else if (run.row.cancel_requested_at) {
    book.set_run(run, State::succeeded, "every node had succeeded before the cancel could reach one");
  } else {
    book.set_run(run, State::succeeded, run.tasks.empty() ? "the experiment has no nodes" : "");
  }
}

/// Reason of the first task in that state, for the run's own line.
std::string reason_of(const RunState& run, State state) {
  for (const TaskState& task : run.tasks) {
    if (task.row.state == state) return told(task);
  }
  return "";
}

}  // namespace

bool is_timeout(const TaskState& task) {
  return task.limit && task.attempt.cancel_since && *task.attempt.cancel_since >= task.attempt.started_at + *task.limit;
}

void end_attempt(Book& book, RunState& run, std::size_t index, const spi::TaskStatus& status, const RetryRule& rule) {
  TaskState& task = run.tasks[index];
  remember_exit(task, status);
  const bool by_us = task.attempt.cancel_since.has_value();
  switch (status.phase) {
    case spi::Phase::succeeded:
      // A cancel that came too late: the event keeps the cancel, the verdict is the backend's.
      if (by_us) book.note(run, "cancel-too-late", "it had succeeded already", "engine", task.row.node_id);
      finish_task(book, run, index, State::succeeded, status.reason);
      break;
    case spi::Phase::failed:
      fail_attempt(book, run, index, State::failed, status.reason, by_us ? MayRetry::no : MayRetry::yes, rule);
      break;
    case spi::Phase::cancelled:
      if (by_us && is_timeout(task)) {
        fail_attempt(book, run, index, State::failed, "timed out after " + format_duration(*task.limit), MayRetry::yes,
                     rule);
      } else {
        finish_task(book, run, index, State::cancelled,
                    by_us ? "confirmed: nothing of it is alive" : "cancelled outside: " + status.reason);
      }
      break;
    default: break;
  }
}

void fail_attempt(Book& book, RunState& run, std::size_t index, State to, const std::string& reason, MayRetry may_retry,
                  const RetryRule& rule) {
  TaskState& task = run.tasks[index];
  const bool again = may_retry == MayRetry::yes && task.row.attempt <= task.row.retries && !run.row.cancel_requested_at;
  if (!again) {
    finish_task(book, run, index, to, reason);
    return;
  }
  task.attempt.state = to;
  task.attempt.reason = reason;
  task.attempt.ended_at = book.now();
  task.attempt_dirty = true;
  task.row.not_before = book.now() + backoff(rule, task.row.attempt);
  book.set_task(run, index, State::queued, reason);
  book.make_ready_if_free(run, index);
}

void finish_task(Book& book, RunState& run, std::size_t index, State to, const std::string& reason,
                 const std::string& actor) {
  book.set_task(run, index, to, reason, Book::Write::urgent, actor);
  if (to == State::succeeded || to == State::skipped) {
    for (std::size_t next : run.graph.successors(index)) {
      if (--run.tasks[next].open_needs == 0) book.make_ready_if_free(run, next);
    }
  } else if (stops_others(run, to)) {
    apply_policy(book, run, index);
  }
}

void request_cancel(Book& book, RunState& run, const std::string& actor, const std::string& reason) {
  if (!run.row.cancel_requested_at) {
    run.row.cancel_requested_at = book.now();
    run.row.cancel_actor = actor;
  }
  book.note(run, "cancel-requested", reason, actor);
  book.set_run(run, State::cancelling, reason.empty() ? "asked by " + actor : reason, actor);
  book.touch_run(run, Book::Write::urgent);
  for (std::size_t i = 0; i < run.tasks.size(); ++i) {
    if (run.tasks[i].row.state == State::queued) {
      book.set_task(run, i, State::cancelled, "not started: the run was cancelled");
    } else if (is_in_flight(run.tasks[i].row.state)) {
      cancel_task(book, run, i, "asked by " + actor);
    }
  }
}

void cancel_task(Book& book, RunState& run, std::size_t index, const std::string& reason) {
  TaskState& task = run.tasks[index];
  if (task.row.state == State::cancelling) return;
  task.attempt.cancel_since = book.now();
  book.set_task(run, index, State::cancelling, reason);
  book.set_due(run, index, book.now());
  task.woken = task.busy;  // an answer under way must not put the cancel off
}

void settle_run(Book& book, RunState& run) {
  if (is_terminal(run.row.state)) return;
  if (run.all_terminal()) {
    end_run(book, run);
    return;
  }
  if (run.row.state == State::cancelling) return;
  if (run.count(State::running) + run.count(State::submitting) + run.count(State::cancelling) > 0) {
    book.set_run(run, State::running, "");
  } else if (run.count(State::unknown) > 0) {
    book.set_run(run, State::unknown, reason_of(run, State::unknown));
  } else if (run.count(State::waiting_for_data) > 0) {
    book.set_run(run, State::waiting_for_data, reason_of(run, State::waiting_for_data));
  } else if (run.row.started_at) {
    book.set_run(run, State::running, "");
  }
}

}  // namespace aiep::engine
