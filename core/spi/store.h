/// The truth. Memory is a cache of it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/model/outer.h"
#include "core/model/records.h"

namespace aiep::spi {

struct RunQuery {
  std::string experiment_id, submitter;
  std::vector<State> states;  ///< empty = all
  std::optional<TimePoint> created_from, created_before;
  int version = 0;  ///< 0 = all
  int limit = 50;
  std::string after;  ///< RunPage::next of the page before; "" = from the newest
};

struct RunPage {
  std::vector<RunRecord> items;  ///< newest first
  std::string next;              ///< "" = no more
};

struct RunDetail {
  RunRecord run;
  std::vector<TaskRecord> tasks;        ///< by position
  std::vector<AttemptRecord> attempts;  ///< by node position, number
  std::optional<OuterRecord> outer;     ///< when the run belongs to one; of insert_run: its policies are kept
};

/// One transaction's worth of changes to runs. Rows are written whole, except what never changes: of
/// a run its id, key, experiment, times of creation and lease, of a task everything but state, reason,
/// attempt and times (`TaskRecord::spec` may be left empty).
/// Every run named in `runs`, `tasks`, `attempts` must be held under `lease_epoch` (see claim_runs)
/// and the lease of that epoch must still be there, else nothing is written and failed_precondition comes back.
/// Attempts that are not there are added. A final state is written once: a change of it is failed_precondition too.
/// Writing the same final state again is no change. Only a batch that carries an event `rerun` or `mark` of a run may
/// set this run and its tasks from a final state to State::queued; attempts never reopen.
struct RunBatch {
  std::int64_t lease_epoch = 0;
  std::vector<RunRecord> runs;
  std::vector<TaskRecord> tasks;
  std::vector<AttemptRecord> attempts;
  std::vector<EventRecord> events;
  /// A batch with some of these events failed before, maybe only in appearance: those that are there
  /// (by EventRecord::key) are not written again.
  bool repeated = false;
  bool empty() const { return runs.empty() && tasks.empty() && attempts.empty() && events.empty(); }
};

struct RunInserted {
  std::string id;
  bool existed = false;  ///< a run with that key was there; nothing was written
};

/// Thread-safe: each call takes a session of its own. Blocks on the database (bounded by its
/// lock time-out). Errors: unavailable (locked, down, disk full: nothing written),
/// already_exists, not_found, failed_precondition, internal (corrupt).
class Store {
 public:
  virtual ~Store() = default;

  virtual Status create_experiment(const ExperimentRecord& experiment, const VersionRecord& first) = 0;
  virtual Result<ExperimentRecord> get_experiment(const std::string& id) = 0;
  /// Exact name match; several experiments may share one name (different groups or twice imported).
  virtual Result<std::vector<ExperimentRecord>> find_experiments(const std::string& name) = 0;
  virtual Result<std::vector<ExperimentRecord>> list_experiments() = 0;
  /// Refused (failed_precondition) while runs of it are open. Its finished runs stay readable.
  virtual Status delete_experiment(const std::string& id) = 0;

  virtual Result<VersionRecord> get_version(const std::string& experiment_id, int number) = 0;
  virtual Result<std::vector<VersionRecord>> list_versions(const std::string& experiment_id) = 0;
  /// Replaces the source of a version in development; failed_precondition when closed.
  virtual Status update_version(const VersionRecord& version) = 0;
  /// Closes the newest version and opens `next` (number = newest + 1) in one transaction.
  virtual Status save_as_new_version(const VersionRecord& next) = 0;
  virtual Status close_version(const std::string& experiment_id, int number) = 0;

  /// Run, tasks and first events in one transaction, create-if-absent by run.key.
  /// already_exists when the run id itself is taken (draw another).
  /// With RunRecord::outer_key: the row of that outer execution must be there and the run's attempt not
  /// cancelled (failed_precondition, nothing written); run_id and run_number follow the new run. A
  /// second open run of one outer execution is refused by the database itself.
  virtual Result<RunInserted> insert_run(const RunDetail& detail, const std::vector<EventRecord>& events) = 0;
  virtual Status apply(const RunBatch& batch) = 0;
  virtual Result<RunDetail> get_run(const std::string& id) = 0;
  /// The run alone: what a poll of a wide run can afford.
  virtual Result<RunRecord> get_run_record(const std::string& id) = 0;
  virtual Result<std::string> find_run_by_key(const std::string& key) = 0;  ///< id; not_found
  virtual Result<RunPage> list_runs(const RunQuery& query) = 0;
  /// Ids of runs that are not terminal.
  virtual Result<std::vector<std::string>> open_runs() = 0;
  /// Ids of those held under `epoch`.
  virtual Result<std::vector<std::string>> held_runs(std::int64_t epoch) = 0;
  /// Open runs that nobody holds. Right after claim_runs these are the ones with another place.
  virtual Result<std::vector<RunRecord>> free_runs() = 0;
  /// Events of a run with seq > after, oldest first, at most `limit` (0 = all).
  virtual Result<std::vector<EventRecord>> events(const std::string& run_id, std::int64_t after, int limit) = 0;

  /// Takes all open runs that nobody holds for `owner` and returns its epoch, which becomes
  /// RunRecord::lease_epoch of each. A lease is an epoch, its owner and `until`; a run is held while
  /// the lease of its epoch lies ahead of `now`, which is the caller's clock for all leases.
  /// - An owner whose lease is still ahead renews it: same epoch, new `until`, for all its runs at once.
  /// - A run with a `place` is taken only by the owner of that name.
  /// - A new owner, or one whose lease is over, gets an epoch higher than any before, and with it what
  ///   is free (0 runs: still an epoch). What it held under its old epoch is fenced off from it.
  /// - insert_run writes RunRecord::lease_epoch as given: the run is held as long as that lease is.
  /// An owner that stops without a word is replaced when its lease is over.
  virtual Result<std::int64_t> claim_runs(const std::string& owner, TimePoint now, TimePoint until) = 0;

  virtual Result<std::string> describe() = 0;  ///< engine and schema version, for doctor
  virtual Status check_integrity() = 0;
};

}  // namespace aiep::spi
