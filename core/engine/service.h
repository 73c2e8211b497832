/// The use cases that the CLI and REST both call. One instance per workspace.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/dates/context.h"
#include "core/flow/flow.h"
#include "core/spi/outer_store.h"
#include "core/spi/registry.h"
#include "core/spi/store.h"

namespace aiep::engine {

/// What the people who run the server should know: an event's name, a run or "", words. Thread-safe.
using Tell = std::function<void(const char* event, const std::string& run, const std::string& text)>;

struct ServiceOptions {
  std::string workspace;  ///< absolute; attempts' folders live under <workspace>/runs
  std::string owner;      ///< lease owner: host and process
  std::string default_zone = "Asia/Shanghai";
  Millis lease{60'000};
  Millis poll{500};  ///< between two looks at a backend that does not notify
  Millis cancel_retry{1'000};
  Millis submit_patience{900'000};  ///< how long a backend that is away may delay a submit
  Millis retry_backoff{1'000};      ///< before a node's second try; doubles, at most 60 s
  Millis orphan_sweep{60'000};      ///< between two looks for orphans; 0 = at start only
  Millis outer_sweep{1'000};        ///< between two looks for silent agents; 0 = only when asked (tests)
  Tell tell;                        ///< may be empty
};

/// What a document is worth: its problems (format and node options), and its nodes.
struct Validation {
  flow::ParseResult parsed;
};

struct ImportRequest {
  SourceDocument source;
  std::string file;         ///< for places in errors
  std::string name, group;  ///< "" = the document's own (file stem as last resort)
  std::string owner;
};

/// The run is that of an outer execution's attempt.
struct OuterRun {
  std::string key;  ///< outer_key()
  int attempt = 0;
  LostPolicy on_lost = LostPolicy::cancel;
  RetryPolicy on_retry = RetryPolicy::retry_from_failed;
  std::string event, reason;  ///< what the run's first event says of it
};

struct RunRequest {
  std::string experiment_id;            ///< or `source` below
  int version = 0;                      ///< 0 = newest
  std::optional<ImportRequest> source;  ///< run a file: imported (or found unchanged) first
  std::string key;                      ///< caller's key, "" = none
  std::map<std::string, std::string> variables;
  std::optional<std::string> date;  ///< run_date
  std::optional<std::string> zone;
  std::string backend = "local";
  FailurePolicy policy = FailurePolicy::finish_running;
  std::vector<std::string> only_nodes;  ///< titles; empty = the whole DAG
  std::string submitter;
  std::string parent_key;  ///< task key when an `experiment` node starts it
  std::optional<OuterRun> outer;
};

struct RunAccepted {
  std::string id;
  bool existed = false;  ///< a run with that key was there already
  std::vector<flow::Problem> warnings;
};

enum class RerunScope { whole, from_failed, node, node_and_downstream };

struct RerunRequest {
  std::string run_id;
  RerunScope scope = RerunScope::whole;
  std::string node;                              ///< title, for the two node scopes
  std::map<std::string, std::string> variables;  ///< changed ones
  std::string submitter;
  std::string key{};  ///< of the new run, "" = none
  std::optional<OuterRun> outer{};
};

/// What an outer scheduler's node asks when it starts: the run of its execution.
struct OuterAttach {
  OuterIdentity identity;
  std::string link;
  std::string agent;  ///< random, one per process
  RunRequest run;     ///< what to start if there is nothing yet; `key` and `outer` are not used
  LostPolicy on_lost = LostPolicy::cancel;
  RetryPolicy on_retry = RetryPolicy::retry_from_failed;
  Millis lease{60'000};
};

enum class OuterDecision {
  started,            ///< a new run
  attached,           ///< the run of this attempt was there, whatever its state
  adopted,            ///< a former attempt's run is still open: it is this attempt's from now on
  retried,            ///< a former attempt's run did not succeed: a new run
  already_succeeded,  ///< a former attempt's run had succeeded
  waiting,            ///< a former attempt's run must end first: attach again when it has
  cancelled,          ///< this attempt was cancelled before it had a run: there is none
};
const char* to_string(OuterDecision decision);  ///< as above, with underscores

struct OuterAttached {
  OuterDecision decision = OuterDecision::started;
  std::string message;  ///< what was found and done, in English
  std::int64_t renewals = 0;
  std::optional<RunRecord> run;
};

/// A task that lives in its backend although no open run waits for it.
struct Orphan {
  std::string key, backend, handle;
  std::string run_id;  ///< the run it belonged to, "" = this store knows none
  std::string node;    ///< title, "" = not known
  std::string why;     ///< in words
};

/// Thread-safe. Errors are the catalogue's; validation problems come back as the first error of
/// ParseResult when a call needs a valid document.
class Service {
 public:
  virtual ~Service() = default;

  virtual Validation validate(const SourceDocument& source, const std::string& file) = 0;
  virtual Result<ExperimentRecord> import_experiment(const ImportRequest& request,
                                                     std::vector<flow::Problem>* problems) = 0;
  /// By id, unique id prefix (≥ 6) or exact name (ambiguous = error listing the ids).
  virtual Result<ExperimentRecord> find_experiment(const std::string& id_or_name) = 0;
  /// Closes the newest version and opens the next with the same source (or `source`).
  virtual Result<VersionRecord> save_as(const std::string& experiment_id, std::optional<SourceDocument> source) = 0;

  virtual Result<RunAccepted> start_run(const RunRequest& request, std::vector<flow::Problem>* problems) = 0;
  /// Recorded when it returns; carried out by the engine, repeated until confirmed.
  virtual Status stop_run(const std::string& run_id, const std::string& actor, const std::string& reason) = 0;
  /// Always a new run with the same logical time; nodes that need not run again are taken over with
  /// their results. Returns its id.
  virtual Result<std::string> rerun(const RerunRequest& request) = 0;
  /// Sets a node to succeeded or skipped by a person's word; audited. In an open run the node must be
  /// queued or waiting for data. A terminal state never changes: marking a node of an ended run starts
  /// a new run from its failed nodes, with this one marked. Returns the id of the run to watch.
  virtual Result<std::string> mark(const std::string& run_id, const std::string& node_title, State to,
                                   const std::string& actor, const std::string& reason) = 0;

  /// The run as stored, with the reason of each queued node filled in (what it waits for).
  virtual Result<spi::RunDetail> get_run(const std::string& run_id) = 0;

  /// Log of a node's attempt (0 = newest) from a byte offset.
  virtual Result<spi::LogChunk> read_log(const std::string& run_id, const std::string& node_title, int attempt,
                                         std::uint64_t offset, std::size_t limit) = 0;

  /// Blocks until an event of the run with seq > after exists, or `wait` is over.
  virtual Result<std::vector<EventRecord>> wait_events(const std::string& run_id, std::int64_t after, Millis wait) = 0;

  /// Finds or starts the run of an outer execution and takes its lease for the agent, whoever had it.
  /// Repeatable with the same answer but `started` and `retried`, which come once per run.
  /// failed_precondition: a later attempt attached already.
  virtual Result<OuterAttached> attach(const OuterAttach& request, std::vector<flow::Problem>* problems) = 0;
  /// A sign of life. failed_precondition: another agent or attempt has taken the lease.
  virtual Result<spi::OuterView> renew(const OuterIdentity& identity, const std::string& agent) = 0;
  /// The agent ends in order: no policy is carried out. Repeatable.
  virtual Status release(const OuterIdentity& identity, const std::string& agent) = 0;
  /// Cancels attempts up to this one. Recorded when it returns, also before any run exists; carried
  /// out by the engine. Leaves a later attempt's run alone. Repeatable; an ended run is no error.
  virtual Result<spi::OuterView> cancel_outer(const OuterIdentity& identity, const std::string& actor,
                                              const std::string& reason) = 0;
  /// Outer executions whose agent is there or not yet given up, for idle shutdown.
  virtual int held_outer_leases() const = 0;

  /// By key. Asks every backend that can list what it keeps.
  virtual Result<std::vector<Orphan>> orphans() = 0;
  /// Recorded, then one cancel: accepted = ask again until done. not_found: no orphan of that key.
  virtual Result<spi::CancelOutcome> kill_orphan(const std::string& key, const std::string& actor,
                                                 const std::string& reason) = 0;
  /// A new run of one node watches it to its end. Returns the run's id.
  virtual Result<std::string> adopt_orphan(const std::string& key, const std::string& actor,
                                           const std::string& reason) = 0;
  /// As the last look saw them.
  virtual int orphan_count() const = 0;

  virtual spi::Store& store() = 0;
  virtual const spi::Registry& registry() const = 0;
  /// Runs that are not terminal, for idle shutdown.
  virtual int open_run_count() const = 0;
};

/// Engine thread starts with `start`, ends with the object: open runs go on at the next start.
/// `stop` returns within one iteration (no task is ended by it).
class Engine : public Service {
 public:
  virtual Status start() = 0;
  virtual void stop() = 0;
  /// Looks at the clock again at once (tests with a manual clock).
  virtual void wake() = 0;
};

std::unique_ptr<Engine> make_engine(ServiceOptions options, std::shared_ptr<spi::Store> store,
                                    std::shared_ptr<spi::Registry> registry, std::shared_ptr<const Clock> clock);

}  // namespace aiep::engine
