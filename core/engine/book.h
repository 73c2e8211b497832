/// The engine's memory of open runs: a cache of the store plus what is not yet written.
/// Not thread-safe: only the engine's loop touches it.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/dag/graph.h"
#include "core/spi/store.h"
#include "core/spi/task.h"

namespace aiep::engine {

/// Data checks end at their own deadline, because only the check knows what is missing.
inline constexpr const char* kCheckLane = "check";

/// The backend that runs a task: its own kind, unless the whole run is on the mock.
std::string lane_for(const spi::TaskSpec& spec, const std::string& run_backend);

struct TaskState {
  TaskRecord row;
  AttemptRecord attempt;        ///< newest; number 0 = none yet
  std::string lane;             ///< backend that runs it
  std::optional<Millis> limit;  ///< time-out of an attempt that the engine enforces
  std::size_t open_needs = 0;   ///< predecessors that have not succeeded or been skipped
  bool woken = false;           ///< the backend called while an operation was under way: look again after it
  bool busy = false;            ///< an operation of it is with the lane
  bool attempt_dirty = false;
  int submit_tries = 0;
  std::optional<TimePoint> due;  ///< when the loop must look at it again
};

struct RunState {
  RunState(spi::RunDetail detail);
  RunRecord row;
  std::vector<TaskState> tasks;  ///< index = position
  dag::Graph graph;
  std::array<int, 11> counts{};  ///< tasks by state
  bool dirty = false;
  int count(State state) const { return counts.at(static_cast<std::size_t>(state)); }
  bool all_terminal() const;
};

/// Order in which ready tasks get free places: older runs first, then file order.
using ReadyKey = std::tuple<std::int64_t, std::string, std::size_t>;  // run created_at, run id, index
using DueKey = std::tuple<TimePoint, std::string, std::size_t>;

class Book {
 public:
  explicit Book(const Clock& clock);

  /// Puts a run in (replacing what was known); its ready tasks and timers are set up.
  RunState& load(spi::RunDetail detail);
  void drop(const std::string& run_id);
  RunState* find(const std::string& run_id);
  std::vector<std::string> run_ids() const;
  std::size_t size() const { return runs_.size(); }

  /// State change of a task with its event. `urgent` = must be written before anything else
  /// happens; otherwise it may wait for the next write.
  enum class Write { urgent, lazy };
  void set_task(RunState& run, std::size_t index, State to, const std::string& reason, Write write = Write::urgent,
                const std::string& actor = "engine");
  void set_run(RunState& run, State to, const std::string& reason, const std::string& actor = "engine");
  void note(RunState& run, const std::string& event, const std::string& reason, const std::string& actor,
            const std::string& node = "");
  /// The attempt's own fields changed (handle, cancel counters) without a change of state.
  void touch_attempt(RunState& run, std::size_t index, Write write);
  void touch_run(RunState& run, Write write);

  /// Opens the next attempt in state submitting.
  void open_attempt(RunState& run, std::size_t index);
  void make_ready_if_free(RunState& run, std::size_t index);
  void set_due(RunState& run, std::size_t index, std::optional<TimePoint> when);
  /// The wall clock was set: everything that waits is due now, and no retry waits longer than so.
  void reset_timers(Millis longest);

  std::set<ReadyKey>& ready(const std::string& lane) { return ready_[lane]; }
  std::map<std::string, std::set<ReadyKey>>& ready_lanes() { return ready_; }
  int in_flight(const std::string& lane) const;
  const std::set<DueKey>& due() const { return due_; }

  bool has_changes() const { return changed_; }
  bool has_urgent_changes() const { return urgent_; }
  /// Everything not yet written, one transaction. Stays pending until committed() is called.
  spi::RunBatch pending(std::int64_t lease_epoch) const;
  /// The pending changes are in the store; ended runs leave the book. Returns their ids.
  std::vector<std::string> committed();

  TimePoint now() const { return clock_.now(); }

 private:
  void add_event(EventRecord event);
  void count_in_flight(const TaskState& task, State from, State to);

  const Clock& clock_;
  const std::string event_prefix_;  ///< random: keys of events are unique over all engines
  std::int64_t event_count_ = 0;
  std::map<std::string, std::unique_ptr<RunState>> runs_;
  std::map<std::string, std::set<ReadyKey>> ready_;
  std::map<std::string, int> in_flight_;
  std::set<DueKey> due_;
  std::set<std::pair<std::string, std::size_t>> dirty_tasks_;
  std::set<std::string> dirty_runs_;
  std::vector<EventRecord> events_;
  std::vector<AttemptRecord> replaced_;  ///< ended attempts whose task opened the next one before the write
  bool changed_ = false, urgent_ = false;
};

/// Holds a place of its backend.
bool is_in_flight(State state);

}  // namespace aiep::engine
