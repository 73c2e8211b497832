// I2.
#include <set>

#include "core/audit/view.h"

namespace aiep::audit {
namespace {

class Keeper {
 public:
  Keeper(const View& view, Violations& found) : view_(view), found_(found) {}

  void check_runs() {
    for (const auto& [id, run] : view_.runs) {
      if (run.row == nullptr) {
        const EventRecord* first = run.events.empty() ? nullptr : run.events.front();
        found_.push_back({0, id, "", "its events, tasks or attempts are there, the run is not", rows({first}), {}});
        continue;
      }
      check_ends(run);
      check_tasks(run);
    }
  }

  void check_outers() {
    std::set<std::string> known;
    for (const OuterRecord& outer : view_.evidence.outers) {
      known.insert(outer.key);
      const auto run = view_.runs.find(outer.run_id);
      if (outer.run_id.empty() || (run != view_.runs.end() && run->second.row != nullptr)) continue;
      found_.push_back(
          {0, outer.run_id, "", "outer execution " + outer.key + " has the run, the store has not", {}, {}});
    }
    for (const auto& [id, run] : view_.runs) {
      const bool orphaned = run.row != nullptr && !run.row->outer_key.empty() && !known.contains(run.row->outer_key);
      if (view_.evidence.has_outers && orphaned) add(run, "", "its outer execution is not there");
    }
  }

  void check_ledger() {
    std::set<std::string> told;
    for (const LedgerEntry& entry : view_.evidence.ledger) {
      const std::string id = run_of_key(entry.key);
      const auto run = view_.runs.find(id);
      const bool there = run != view_.runs.end() && run->second.row != nullptr;
      if (there || view_.adopted.contains(entry.key) || !entry.early || !told.insert(id).second) continue;
      found_.push_back({0, id, "", "the ledger knows the run, the store does not", {}, lines({&entry})});
    }
  }

 private:
  void add(const RunView& run, const std::string& node, std::string text, const EventRecord* event = nullptr) {
    found_.push_back({0, run.row->id, node, std::move(text), rows({event}), {}});
  }

  void check_ends(const RunView& run) {
    const bool made = !run.changes.empty() && run.changes.front()->from.empty();
    if (!made) add(run, "", "the event that made it is missing", run.events.empty() ? nullptr : run.events.front());
    const bool ended = is_terminal(run.row->state);
    const std::string state = to_string(run.row->state);
    if (ended && run.end() == nullptr) {
      add(run, "", "it is " + state + ", but the event of its end is missing",
          run.changes.empty() ? nullptr : run.changes.back());
    }
    if (ended && !run.row->ended_at) add(run, "", "it is " + state + " without a time of its end", run.end());
  }

  void check_tasks(const RunView& run) {
    std::set<int> positions;
    for (const auto& [node, task] : run.tasks) {
      if (task.task == nullptr) {
        add(run, node, "the node has events or attempts, but no task",
            task.changes.empty() ? nullptr : task.changes.front());
        continue;
      }
      positions.insert(task.task->row.position);
      for (const std::string& need : task.task->row.needs) {
        const auto before = run.tasks.find(need);
        if (before == run.tasks.end() || before->second.task == nullptr) {
          add(run, node, "its task needs node " + need + ", which has no task");
        }
      }
    }
    const int tasks = static_cast<int>(positions.size());
    if (tasks > 0 && (*positions.begin() != 0 || *positions.rbegin() != tasks - 1)) {
      add(run, "", "a task is missing: the positions have gaps");
    }
    if (tasks == 0 && run.row->started_at) add(run, "", "it has started, but has no tasks");
  }

  const View& view_;
  Violations& found_;
};

}  // namespace

Check check_nothing_lost(const View& view, Violations& found) {
  Keeper keeper(view, found);
  keeper.check_runs();
  keeper.check_outers();
  keeper.check_ledger();
  return {true, counted(view.evidence.runs.size(), "run") + ", " + counted(view.evidence.tasks.size(), "task") +
                    (view.evidence.has_ledger ? ", " + counted(view.evidence.ledger.size(), "ledger line") : "")};
}

}  // namespace aiep::audit
