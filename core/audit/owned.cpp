// I6. One process per attempt, one attempt at a time, and none that nobody knows of.
#include "core/audit/view.h"

namespace aiep::audit {
namespace {

bool same_process(const LedgerEntry& a, const LedgerEntry& b) {
  return a.pid == b.pid && a.born == b.born && a.boot == b.boot;
}

/// Whether `a` was written before `b`. The steady clock is right where both are of one boot.
bool before(const LedgerEntry& a, const LedgerEntry& b) {
  return a.boot == b.boot ? a.steady_ms < b.steady_ms : a.wall < b.wall;
}

class Owners {
 public:
  Owners(const View& view, Violations& found) : view_(view), found_(found) {}

  void check_key(const std::string& key, const std::vector<const LedgerEntry*>& entries) {
    const std::string run = run_of_key(key);
    const auto owner = view_.attempt_of.find(key);
    const AttemptRecord* attempt = owner == view_.attempt_of.end() ? nullptr : owner->second;
    const std::string node = attempt == nullptr ? "" : attempt->node_id;
    const auto seen = view_.runs.find(run);
    const bool run_known = seen != view_.runs.end() && seen->second.row != nullptr;
    if (attempt == nullptr && run_known && entries.front()->early && !view_.orphans.contains(key)) {
      add(run, "", "a task ran under the key " + key + ", which is of no attempt", {}, lines({entries.front()}));
    }
    const LedgerEntry* start = nullptr;
    for (const LedgerEntry* entry : entries) {
      const bool starts = entry->kind == LedgerEntry::Kind::start;
      if (starts && start != nullptr) {
        add(run, node, "the attempt " + key + " was started twice", {}, lines({start, entry}));
      } else if (start != nullptr && !same_process(*start, *entry)) {
        add(run, node, "another process writes for the attempt " + key, {}, lines({start, entry}));
        break;
      }
      if (starts) start = entry;
    }
    if (attempt != nullptr) check_end(*attempt, entries);
  }

  void check_task(const RunView& run, const std::string& node, const TaskView& task) {
    const AttemptRecord* before_it = nullptr;
    for (const AttemptRecord* attempt : task.attempts) {
      const bool ended_run = is_terminal(run.row->state) && run.row->state != State::cancelled;  // cancelled: I5
      if (ended_run && !is_terminal(attempt->state)) {
        add(run.row->id, node, name(*attempt) + " is " + to_string(attempt->state) + ", but the run has ended",
            rows({run.end()}), {});
      }
      if (task.task != nullptr) check_name(run, task.task->row, *attempt);
      if (before_it != nullptr) check_overlap(run, node, *before_it, *attempt);
      before_it = attempt;
    }
  }

 private:
  void add(const std::string& run, const std::string& node, std::string text, std::vector<EventRecord> events,
           std::vector<LedgerEntry> ledger) {
    found_.push_back({0, run, node, std::move(text), std::move(events), std::move(ledger)});
  }

  static std::string name(const AttemptRecord& attempt) { return "attempt " + std::to_string(attempt.number); }

  /// A lost attempt is on the orphan list by its state, others by an event; I5 looks at cancelled ones.
  void check_end(const AttemptRecord& attempt, const std::vector<const LedgerEntry*>& entries) {
    const bool over = attempt.state == State::succeeded || attempt.state == State::failed;
    if (!over || !attempt.ended_at || view_.orphans.contains(attempt.key)) return;
    for (const LedgerEntry* entry : entries) {
      if (entry->wall <= *attempt.ended_at + view_.evidence.skew) continue;
      add(attempt.run_id, attempt.node_id,
          name(attempt) + " is " + to_string(attempt.state) + ", but its process went on", {}, lines({entry}));
      return;
    }
  }

  void check_name(const RunView& run, const TaskRecord& task, const AttemptRecord& attempt) {
    const std::string own = run.row->id + "." + std::to_string(task.position) + "." + std::to_string(attempt.number);
    // An orphan may come from a run that this store has never had.
    const auto origin = view_.runs.find(run_of_key(attempt.key));
    const bool stranger = origin == view_.runs.end() || origin->second.row == nullptr;
    const bool taken_over = !owns_key(attempt) && (stranger || !run.row->rerun_of.empty());
    const bool adopted = run.row->key == "orphan:" + attempt.key;
    if (attempt.key == own || taken_over || adopted) return;
    add(run.row->id, task.node_id, name(attempt) + " has the key `" + attempt.key + "` instead of " + own, {}, {});
  }

  void check_overlap(const RunView& run, const std::string& node, const AttemptRecord& one, const AttemptRecord& next) {
    const std::string both = name(one) + " and " + name(next);
    if (!is_terminal(one.state)) {
      add(run.row->id, node, both + " live at the same time: the first is " + to_string(one.state), {}, {});
    }
    const LedgerEntry* start = nullptr;
    for (const LedgerEntry* entry : view_.written(next.key)) {
      if (entry->kind == LedgerEntry::Kind::start && start == nullptr) start = entry;
    }
    if (start == nullptr) return;
    for (const LedgerEntry* entry : view_.written(one.key)) {
      if (!before(*start, *entry)) continue;
      add(run.row->id, node, both + " ran at the same time", {}, lines({start, entry}));
      return;
    }
  }

  const View& view_;
  Violations& found_;
};

}  // namespace

Check check_owned(const View& view, Violations& found) {
  Owners owners(view, found);
  for (const auto& [key, entries] : view.by_key) owners.check_key(key, entries);
  for (const auto& [id, run] : view.runs) {
    if (run.row == nullptr) continue;
    for (const auto& [node, task] : run.tasks) owners.check_task(run, node, task);
  }
  return {true, counted(view.evidence.attempts.size(), "attempt") +
                    (view.evidence.has_ledger ? ", " + counted(view.by_key.size(), "key") + " in the ledger"
                                              : ", without a ledger of the tasks")};
}

}  // namespace aiep::audit
