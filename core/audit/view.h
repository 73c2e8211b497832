/// The evidence sorted by run, node and attempt. Refers to the Evidence, which must outlive it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/audit/audit.h"

namespace aiep::audit {

struct TaskView {
  const TaskEvidence* task = nullptr;          ///< nullptr = attempts or events of a node that has no row
  std::vector<const AttemptRecord*> attempts;  ///< by number
  std::vector<const EventRecord*> changes;     ///< of its state
};

struct RunView {
  const RunRecord* row = nullptr;  ///< nullptr = named somewhere, but not there
  std::map<std::string, TaskView> tasks;
  std::vector<const EventRecord*> events;   ///< all, of its nodes too
  std::vector<const EventRecord*> changes;  ///< of the run's own state
  /// The event that ended it, nullptr = none.
  const EventRecord* end() const;
};

struct View {
  explicit View(const Evidence& all);

  const Evidence& evidence;
  std::map<std::string, RunView> runs;
  std::map<std::string, std::vector<const LedgerEntry*>> by_key;  ///< start, beat, end
  /// Attempts under the key that the backend knows. A rerun's row for what it took over is not among
  /// them: it bears the key of the run that did the work.
  std::map<std::string, const AttemptRecord*> attempt_of;
  std::set<std::string> adopted;  ///< keys that another run's row watches, whether or not their own run is there
  std::set<std::string> orphans;  ///< keys that an event `orphan` lists: known to live without an owner

  const std::vector<const LedgerEntry*>& written(const std::string& key) const;
};

/// `<run>.<position>.<attempt>` gives `<run>`.
std::string run_of_key(const std::string& attempt_key);
inline bool owns_key(const AttemptRecord& attempt) { return run_of_key(attempt.key) == attempt.run_id; }

/// Whether the event moves a run or node from one state to another.
inline bool is_change(const EventRecord& event) { return !event.to.empty(); }
bool is_terminal_word(const std::string& state);

using Violations = std::vector<Violation>;
/// One per invariant; each returns how much it looked at, or why it could not.
Check check_one_live(const View& view, Violations& found);
Check check_nothing_lost(const View& view, Violations& found);
Check check_final_once(const View& view, Violations& found);
Check check_verdict(const View& view, Violations& found);
Check check_cancelled(const View& view, Violations& found);
Check check_owned(const View& view, Violations& found);
Check check_limits(const View& view, Violations& found);
Check check_signals(const View& view, Violations& found);

/// The rows that show a violation; nullptr is left out.
std::vector<EventRecord> rows(std::initializer_list<const EventRecord*> events);
std::vector<LedgerEntry> lines(std::initializer_list<const LedgerEntry*> entries);
std::string counted(std::size_t number, const std::string& what);

}  // namespace aiep::audit
