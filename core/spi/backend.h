/// A system on which tasks run.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/spi/task.h"

namespace aiep::spi {

/// Everything a backend is told of one attempt. The key is derived from run, node and attempt.
struct TaskRequest {
  std::string key;
  std::string run_id, node_id;
  int attempt = 1;
  TaskSpec spec;
  std::string work_dir;  ///< absolute; the attempt's own folder (local backend)
  std::string data_dir;  ///< warehouse root offered as DATA_DIR, "" = none
  /// title → RESULT_DIR of each finished upstream node's last attempt
  std::map<std::string, std::string> upstream_results;
  TimePoint started_at{};
  std::optional<TimePoint> deadline;  ///< absolute
};

enum class Phase { pending, running, waiting_for_data, succeeded, failed, cancelled, unknown };

/// Evidence about a task. A word the backend does not know is Phase::unknown.
struct TaskStatus {
  Phase phase = Phase::unknown;
  std::string reason;  ///< in words: "exit code 3", "killed by signal 9 (out of memory)", "missing: …"
  std::optional<int> exit_code, signal;
  TimePoint observed_at{};
  std::optional<TimePoint> started_at, ended_at;
  std::optional<TimePoint> next_look;  ///< the backend has nothing new before this time
};

enum class CancelOutcome {
  accepted,  ///< under way; ask get() until terminal
  done,      ///< nothing of it lives
  unknown,   ///< could not be told; repeat
};

struct BackendCapabilities {
  bool cancel = true, recover = true, logs = true;
  bool create_if_absent = true;  ///< a second create with the same key returns the first handle
  bool notifies = false;         ///< calls the wake-up of set_wakeup
  bool tied_to_server = false;   ///< only the server that created a task can see it (processes of its machine)
  int max_parallel = 0;          ///< 0 = no limit of its own
};

/// One instance is called by one thread at a time. No call blocks longer than the backend's own
/// time-out. No retries inside: the engine retries by the kinds table.
class Backend {
 public:
  virtual ~Backend() = default;
  /// Create-if-absent under request.key. Returns the handle (external id).
  /// outcome_unknown = it may or may not exist: recover(key) first.
  virtual Result<std::string> create(const TaskRequest& request) = 0;
  /// Handle of the task created under `key`; not_found = certainly none was created.
  virtual Result<std::string> recover(const std::string& key) = 0;
  virtual Result<TaskStatus> get(const std::string& handle) = 0;
  /// Repeatable. Terminal tasks answer done.
  virtual Result<CancelOutcome> cancel(const std::string& handle) = 0;
  virtual BackendCapabilities capabilities() const = 0;
  /// `wake(key)` may be called from any thread when the task's status may have changed;
  /// a hint only, losing it costs latency and nothing else.
  virtual void set_wakeup(std::function<void(std::string key)> wake) { (void)wake; }
};

struct LogChunk {
  std::string text;
  std::uint64_t next_offset = 0;
  bool complete = false;  ///< the task has ended and this was the rest
};

/// Optional beside a Backend (dynamic_cast).
class LogSource {
 public:
  virtual ~LogSource() = default;
  /// Up to `limit` bytes from `offset`. Blocking: a file read or one request.
  virtual Result<LogChunk> read_log(const std::string& handle, std::uint64_t offset, std::size_t limit) = 0;
};

struct OwnedTask {
  std::string key, handle;
  bool alive = false;
};

/// Optional beside a Backend: everything it still knows of, for the orphan sweep.
class OwnedLister {
 public:
  virtual ~OwnedLister() = default;
  virtual Result<std::vector<OwnedTask>> list_owned() = 0;
};

}  // namespace aiep::spi
