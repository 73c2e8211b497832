// I4. A verdict follows from what the tasks did, as the store and the tasks themselves tell it.
#include <algorithm>

#include "core/audit/view.h"

namespace aiep::audit {
namespace {

bool is_good(State state) { return state == State::succeeded || state == State::skipped; }

class Verdicts {
 public:
  Verdicts(const View& view, Violations& found) : view_(view), found_(found) {}

  void check_run(const RunView& run) {
    const State state = run.row->state;
    bool bad_task = false;
    for (const auto& [node, task] : run.tasks) {
      if (task.task == nullptr) continue;
      const State ended = task.task->row.state;
      bad_task = bad_task || (is_terminal(ended) && !is_good(ended));
      if (state == State::succeeded && !is_good(ended)) {
        add(run, node, std::string("the run succeeded, but this node is ") + to_string(ended),
            rows({task.changes.empty() ? nullptr : task.changes.back(), run.end()}));
      }
      check_task(run, node, task);
    }
    if (state == State::failed && !bad_task && run.row->reason.empty()) {
      add(run, "", "the run failed, but no node did and no reason is recorded", rows({run.end()}));
    }
    if (state == State::cancelled && !was_asked_to_stop(run)) {
      add(run, "", "the run is cancelled, but nobody asked for it", rows({run.end()}));
    }
  }

  void check_told() {
    for (const LedgerEntry& entry : view_.evidence.ledger) {
      if (entry.kind != LedgerEntry::Kind::told) continue;
      const auto run = view_.runs.find(entry.key);
      if (run == view_.runs.end() || run->second.row == nullptr) continue;  // I2
      const State state = run->second.row->state;
      const bool false_green = *entry.exit == 0 && state != State::succeeded;
      const bool false_red = *entry.exit == 1 && state == State::succeeded && run->second.row->reason.empty();
      if (false_green || false_red) {
        add(run->second, "",
            std::string("it is ") + to_string(state) + ", but exit code " + std::to_string(*entry.exit) + " was told",
            rows({run->second.end()}), lines({&entry}));
      }
    }
  }

 private:
  void add(const RunView& run, const std::string& node, std::string text, std::vector<EventRecord> events,
           std::vector<LedgerEntry> ledger = {}) {
    found_.push_back({0, run.row->id, node, std::move(text), std::move(events), std::move(ledger)});
  }

  static bool was_asked_to_stop(const RunView& run) {
    return run.row->cancel_requested_at && std::any_of(run.events.begin(), run.events.end(), [](const EventRecord* e) {
             return e->event == "cancel-requested";
           });
  }

  void check_task(const RunView& run, const std::string& node, const TaskView& task) {
    const TaskRecord& row = task.task->row;
    const EventRecord* last = task.changes.empty() ? nullptr : task.changes.back();
    if ((row.state == State::failed || row.state == State::lost) && row.reason.empty()) {
      add(run, node, std::string("it is ") + to_string(row.state) + " without a reason", rows({last}));
    }
    for (const AttemptRecord* attempt : task.attempts) {
      if (attempt->state != State::succeeded) continue;
      const bool wrong = attempt->exit_code.value_or(0) != 0 || attempt->signal.value_or(0) != 0;
      if (wrong) {
        add(run, node,
            "attempt " + std::to_string(attempt->number) + " succeeded with exit code " +
                std::to_string(attempt->exit_code.value_or(0)) + ", signal " +
                std::to_string(attempt->signal.value_or(0)),
            rows({last}));
      }
      if (task.task->keeps_ledger && view_.evidence.has_ledger) check_execution(run, node, *attempt, last);
    }
  }

  void check_execution(const RunView& run, const std::string& node, const AttemptRecord& attempt,
                       const EventRecord* last) {
    const LedgerEntry *start = nullptr, *end = nullptr;
    for (const LedgerEntry* entry : view_.written(attempt.key)) {
      if (entry->kind == LedgerEntry::Kind::start) start = entry;
      if (entry->kind == LedgerEntry::Kind::end) end = entry;
    }
    if (start != nullptr && end != nullptr && *end->exit == 0) return;
    const std::string seen = start == nullptr ? "never started" : end == nullptr ? "never came to its end" : "failed";
    add(run, node, "attempt " + std::to_string(attempt.number) + " succeeded, but by its ledger it " + seen,
        rows({last}), lines({start, end}));
  }

  const View& view_;
  Violations& found_;
};

}  // namespace

Check check_verdict(const View& view, Violations& found) {
  Verdicts verdicts(view, found);
  std::size_t ended = 0;
  for (const auto& [id, run] : view.runs) {
    if (run.row == nullptr) continue;
    ended += is_terminal(run.row->state) ? 1 : 0;
    verdicts.check_run(run);
  }
  verdicts.check_told();
  return {true, counted(ended, "ended run") + (view.evidence.has_ledger ? "" : ", without a ledger of the tasks")};
}

}  // namespace aiep::audit
