/// The one table of states of runs and tasks.
#pragma once

#include <span>
#include <string_view>

namespace aiep {

enum class State {
  queued,      ///< with a reason: dependency, slot, quota, start time of a retry
  submitting,  ///< stored before the backend is called
  running,
  waiting_for_data,  ///< with what is missing
  unknown,           ///< we cannot see it now; has its own clock, never a verdict
  cancelling,        ///< since, attempts, last error
  succeeded,
  failed,
  cancelled,  ///< confirmed: nothing of it lives
  skipped,
  lost,  ///< on the orphan list
};

struct StateFacts {
  State state;
  const char* name;           ///< lower snake case, stable
  bool terminal;              ///< written once, never changes
  const char* platform_run;   ///< word of the platform for experiment runs
  const char* platform_task;  ///< word of the platform for container tasks
};

std::span<const StateFacts> all_states();
const StateFacts& facts(State state);
inline const char* to_string(State state) { return facts(state).name; }
inline bool is_terminal(State state) { return facts(state).terminal; }
/// Unknown words are State::unknown, never a verdict.
State state_from(std::string_view name);
/// Whether `from` → `to` may be written. Terminal states change only by a rerun's or mark's
/// new attempt, which starts from State::queued (see engine).
bool may_change(State from, State to);

}  // namespace aiep
