// I3. Events of one run or node form a chain that ends in the stored state; nothing follows an end.
#include "core/audit/view.h"

namespace aiep::audit {
namespace {

class Chains {
 public:
  Chains(const RunView& run, Violations& found) : run_(run), found_(found) {}

  std::size_t check() {
    walk("", run_.changes, "", to_string(run_.row->state));
    const EventRecord* end = run_.end();
    for (const auto& [node, task] : run_.tasks) {
      if (task.task == nullptr) continue;  // I2
      walk(node, task.changes, to_string(State::queued), to_string(task.task->row.state));
      for (const EventRecord* change : task.changes) {
        const bool late = end != nullptr && change->seq > end->seq;
        if (late) add(node, "it changes after its run has ended", rows({end, change}));
      }
      check_attempts(node, task);
    }
    return run_.tasks.size() + 1;
  }

 private:
  void add(const std::string& node, std::string text, std::vector<EventRecord> events) {
    found_.push_back({0, run_.row->id, node, std::move(text), std::move(events), {}});
  }

  void walk(const std::string& node, const std::vector<const EventRecord*>& changes, std::string state,
            const std::string& stored) {
    const EventRecord* before = nullptr;
    for (const EventRecord* change : changes) {
      if (is_terminal_word(state)) {
        add(node, "it goes from " + state + ", which is final, to " + change->to, rows({before, change}));
      } else if (change->from != state) {
        add(node, "the event says it was " + change->from + ", but it was " + (state.empty() ? "not there" : state),
            rows({before, change}));
      }
      const bool known = to_string(state_from(change->to)) == change->to;
      if (!known) add(node, "`" + change->to + "` is no state", rows({change}));
      state = change->to;
      before = change;
    }
    if (!changes.empty() && state != stored) {
      add(node, "it is stored as " + stored + ", its last event says " + state, rows({before}));
    }
    if (changes.empty() && !node.empty() && stored != state) {
      add(node, "it is stored as " + stored + " without an event", {});
    }
  }

  /// The attempts follow from the node's events: `submitting` opens the next one. What is settled
  /// straight from `queued` (a mark, a stop, a result that was taken over) touches no attempt.
  void check_attempts(const std::string& node, const TaskView& task) {
    std::map<int, const EventRecord*> last;  // attempt → its last event, nullptr = none known
    int current = 0;
    for (const EventRecord* change : task.changes) {
      const bool waits = change->from == to_string(State::queued);
      const bool opens = waits && change->to == to_string(State::submitting);
      if (opens && change->attempt != current + 1) {
        add(node, "attempt " + std::to_string(change->attempt) + " follows attempt " + std::to_string(current),
            rows({change}));
      } else if (!opens && change->attempt != current && current != 0) {
        add(node,
            "the event is of attempt " + std::to_string(change->attempt) + " while attempt " + std::to_string(current) +
                " is the newest",
            rows({last[current], change}));
      }
      current = change->attempt;
      if (opens || !waits) last[current] = change;
    }
    for (const auto& [number, event] : last) check_attempt(node, task, number, event);
    for (const AttemptRecord* attempt : task.attempts) {
      const bool foreign = !owns_key(*attempt);
      if (foreign || last.contains(attempt->number)) continue;
      add(node, "attempt " + std::to_string(attempt->number) + " has no event", {});
    }
    if (!task.changes.empty() && task.task->row.attempt != current) {
      add(node,
          "it is stored with attempt " + std::to_string(task.task->row.attempt) + ", its last event is of " +
              std::to_string(current),
          rows({task.changes.back()}));
    }
  }

  void check_attempt(const std::string& node, const TaskView& task, int number, const EventRecord* event) {
    if (number == 0 || event == nullptr) return;
    const std::string name = "attempt " + std::to_string(number);
    for (const AttemptRecord* attempt : task.attempts) {
      if (attempt->number != number) continue;
      const std::string stored = to_string(attempt->state);
      // A retry's event tells that the attempt ended, not how.
      const bool retried = event->to == to_string(State::queued);
      const bool agrees = retried ? is_terminal(attempt->state) : stored == event->to;
      if (!agrees) {
        add(node, name + " is stored as " + stored + ", its last event says " + (retried ? "it ended" : event->to),
            rows({event}));
      }
      return;
    }
    add(node, name + " has events, but no row", rows({event}));
  }

  const RunView& run_;
  Violations& found_;
};

}  // namespace

Check check_final_once(const View& view, Violations& found) {
  std::size_t chains = 0;
  for (const auto& [id, run] : view.runs) {
    if (run.row != nullptr) chains += Chains(run, found).check();
  }
  return {true, counted(chains, "chain") + ", " + counted(view.evidence.events.size(), "event")};
}

}  // namespace aiep::audit
