#include "core/audit/view.h"

#include <algorithm>

namespace aiep::audit {

View::View(const Evidence& all) : evidence(all) {
  for (const RunRecord& run : all.runs) runs[run.id].row = &run;
  for (const TaskEvidence& task : all.tasks) runs[task.row.run_id].tasks[task.row.node_id].task = &task;
  for (const AttemptRecord& attempt : all.attempts) {
    runs[attempt.run_id].tasks[attempt.node_id].attempts.push_back(&attempt);
    if (owns_key(attempt)) {
      attempt_of[attempt.key] = &attempt;
    } else {
      adopted.insert(attempt.key);
    }
  }
  for (const EventRecord& event : all.events) {
    if (event.run.empty()) continue;
    RunView& run = runs[event.run];
    run.events.push_back(&event);
    if (event.event == "orphan") orphans.insert(event.reason.substr(0, event.reason.find(' ')));
    if (!is_change(event)) continue;
    (event.node.empty() ? run.changes : run.tasks[event.node].changes).push_back(&event);
  }
  for (auto& [id, run] : runs) {
    for (auto& [node, task] : run.tasks) {
      std::sort(task.attempts.begin(), task.attempts.end(),
                [](const AttemptRecord* a, const AttemptRecord* b) { return a->number < b->number; });
    }
  }
  for (const LedgerEntry& entry : all.ledger) {
    const bool of_a_run = entry.kind == LedgerEntry::Kind::accepted || entry.kind == LedgerEntry::Kind::told;
    if (!of_a_run) by_key[entry.key].push_back(&entry);
  }
}

const std::vector<const LedgerEntry*>& View::written(const std::string& key) const {
  static const std::vector<const LedgerEntry*> kNothing;
  const auto it = by_key.find(key);
  return it == by_key.end() ? kNothing : it->second;
}

const EventRecord* RunView::end() const {
  const auto it =
      std::find_if(changes.begin(), changes.end(), [](const EventRecord* e) { return is_terminal_word(e->to); });
  return it == changes.end() ? nullptr : *it;
}

std::string run_of_key(const std::string& key) { return key.substr(0, key.find('.')); }

bool is_terminal_word(const std::string& state) { return is_terminal(state_from(state)); }

std::vector<EventRecord> rows(std::initializer_list<const EventRecord*> events) {
  std::vector<EventRecord> out;
  for (const EventRecord* event : events) {
    if (event != nullptr) out.push_back(*event);
  }
  return out;
}

std::vector<LedgerEntry> lines(std::initializer_list<const LedgerEntry*> entries) {
  std::vector<LedgerEntry> out;
  for (const LedgerEntry* entry : entries) {
    if (entry != nullptr) out.push_back(*entry);
  }
  return out;
}

std::string counted(std::size_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

}  // namespace aiep::audit
