// I5. Two stages: after the request nothing new begins, after the confirmation nothing is left.
#include "core/audit/view.h"

namespace aiep::audit {
namespace {

class Cancels {
 public:
  Cancels(const View& view, Violations& found) : view_(view), found_(found) {
    for (const OuterRecord& outer : view.evidence.outers) outers_[outer.key] = &outer;
    for (const auto& [id, run] : view.runs) {
      if (run.row != nullptr && !run.row->parent_key.empty())
        children_[run_of_key(run.row->parent_key)].push_back(&run);
    }
  }

  void check(const RunView& run) {
    check_tombstone(run);
    check_nothing_new(run);
    const bool confirmed = run.row->state == State::cancelled;
    if (confirmed) check_children(run);
    for (const auto& [node, task] : run.tasks) {
      if (confirmed && task.task != nullptr && !is_terminal(task.task->row.state)) {
        add(run, node, std::string("the run is cancelled, but this node is ") + to_string(task.task->row.state),
            rows({run.end()}), {});
      }
      for (const AttemptRecord* attempt : task.attempts) {
        if (owns_key(*attempt)) check_attempt(run, *attempt);
      }
    }
  }

 private:
  void add(const RunView& run, const std::string& node, std::string text, std::vector<EventRecord> events,
           std::vector<LedgerEntry> ledger) {
    found_.push_back({0, run.row->id, node, std::move(text), std::move(events), std::move(ledger)});
  }

  /// A cancel that came before its run: no run is made for the attempts that it covers.
  void check_tombstone(const RunView& run) {
    const auto found = outers_.find(run.row->outer_key);
    if (found == outers_.end() || !found->second->is_cancelled(run.row->outer_attempt)) return;
    if (run.row->created_at <= *found->second->cancel_requested_at + view_.evidence.skew) return;
    add(run, "",
        "it began after its outer execution was cancelled up to attempt " +
            std::to_string(found->second->cancel_attempt),
        rows({run.events.empty() ? nullptr : run.events.front()}), {});
  }

  void check_nothing_new(const RunView& run) {
    const EventRecord* asked = nullptr;
    for (const EventRecord* event : run.events) {
      if (event->event == "cancel-requested" && asked == nullptr) asked = event;
      const bool opens = event->from == to_string(State::queued) && event->to == to_string(State::submitting);
      if (asked != nullptr && opens) add(run, event->node, "it begins after the cancel", rows({asked, event}), {});
    }
  }

  void check_children(const RunView& run) {
    for (const RunView* child : children_[run.row->id]) {
      const bool late = child->end() != nullptr && run.end() != nullptr && child->end()->seq > run.end()->seq;
      if (is_terminal(child->row->state) && !late) continue;
      add(*child, "", "the run that contains it, " + run.row->id + ", was cancelled before it had ended",
          rows({run.end(), child->end()}), {});
    }
  }

  /// The time after which nothing of the attempt may live, and the event that says so.
  struct Dead {
    TimePoint since{};
    const EventRecord* event = nullptr;
  };
  static std::optional<Dead> death_of(const RunView& run, const AttemptRecord& attempt) {
    if (attempt.state == State::cancelled && attempt.ended_at) {
      const auto task = run.tasks.find(attempt.node_id);
      return Dead{*attempt.ended_at, task->second.changes.empty() ? nullptr : task->second.changes.back()};
    }
    if (run.row->state == State::cancelled && run.end() != nullptr) return Dead{run.end()->at, run.end()};
    return std::nullopt;
  }

  void check_attempt(const RunView& run, const AttemptRecord& attempt) {
    const std::string name = "attempt " + std::to_string(attempt.number);
    if (run.row->state == State::cancelled && !is_terminal(attempt.state)) {
      add(run, attempt.node_id, "the run is cancelled, but " + name + " is " + to_string(attempt.state),
          rows({run.end()}), {});
    }
    const auto dead = death_of(run, attempt);
    if (!dead) return;
    for (const LedgerEntry* entry : view_.written(attempt.key)) {
      if (entry->wall <= dead->since + view_.evidence.skew) continue;
      add(run, attempt.node_id, name + " writes to its ledger after its cancel was confirmed", rows({dead->event}),
          lines({entry}));
      return;
    }
  }

  const View& view_;
  Violations& found_;
  std::map<std::string, std::vector<const RunView*>> children_;
  std::map<std::string, const OuterRecord*> outers_;
};

}  // namespace

Check check_cancelled(const View& view, Violations& found) {
  Cancels cancels(view, found);
  std::size_t confirmed = 0;
  for (const auto& [id, run] : view.runs) {
    if (run.row == nullptr) continue;
    confirmed += run.row->state == State::cancelled ? 1 : 0;
    cancels.check(run);
  }
  return {true,
          counted(confirmed, "cancelled run") + (view.evidence.has_ledger ? "" : ", without a ledger of the tasks")};
}

}  // namespace aiep::audit
