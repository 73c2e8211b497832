/// The service over a store, a registry and the loop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/engine/loop.h"
#include "core/engine/orphans.h"
#include "core/engine/outer_watch.h"
#include "core/engine/plan.h"
#include "core/engine/service.h"

namespace aiep::engine {

class EngineImpl final : public Engine {
 public:
  EngineImpl(ServiceOptions options, std::shared_ptr<spi::Store> store, std::shared_ptr<spi::Registry> registry,
             std::shared_ptr<const Clock> clock);

  Status start() override;
  void stop() override;
  void wake() override;

  // experiments.cpp
  Validation validate(const SourceDocument& source, const std::string& file) override;
  Result<ExperimentRecord> import_experiment(const ImportRequest& request,
                                             std::vector<flow::Problem>* problems) override;
  Result<ExperimentRecord> find_experiment(const std::string& id_or_name) override;
  Result<VersionRecord> save_as(const std::string& experiment_id, std::optional<SourceDocument> source) override;

  // runs.cpp
  Result<RunAccepted> start_run(const RunRequest& request, std::vector<flow::Problem>* problems) override;
  Status stop_run(const std::string& run_id, const std::string& actor, const std::string& reason) override;
  Result<spi::RunDetail> get_run(const std::string& run_id) override;
  Result<spi::LogChunk> read_log(const std::string& run_id, const std::string& node_title, int attempt,
                                 std::uint64_t offset, std::size_t limit) override;
  Result<std::vector<EventRecord>> wait_events(const std::string& run_id, std::int64_t after, Millis wait) override;

  // rerun.cpp
  Result<std::string> rerun(const RerunRequest& request) override;
  Result<std::string> mark(const std::string& run_id, const std::string& node_title, State to, const std::string& actor,
                           const std::string& reason) override;

  // outer.cpp
  Result<OuterAttached> attach(const OuterAttach& request, std::vector<flow::Problem>* problems) override;
  Result<spi::OuterView> renew(const OuterIdentity& identity, const std::string& agent) override;
  Status release(const OuterIdentity& identity, const std::string& agent) override;
  Result<spi::OuterView> cancel_outer(const OuterIdentity& identity, const std::string& actor,
                                      const std::string& reason) override;
  int held_outer_leases() const override { return outer_watch_ ? outer_watch_->held() : 0; }

  // orphans.cpp finds them
  Result<std::vector<Orphan>> orphans() override { return orphans_.find(); }
  Result<spi::CancelOutcome> kill_orphan(const std::string& key, const std::string& actor,
                                         const std::string& reason) override {
    return orphans_.kill(key, actor, reason);
  }
  Result<std::string> adopt_orphan(const std::string& key, const std::string& actor,
                                   const std::string& reason) override;
  int orphan_count() const override { return orphans_.count(); }

  spi::Store& store() override { return *store_; }
  const spi::Registry& registry() const override { return *registry_; }
  int open_run_count() const override { return loop_->open_runs(); }

 private:
  /// An experiment's version, parsed and known to be runnable.
  struct Prepared {
    ExperimentRecord experiment;
    VersionRecord version;
    ExperimentSpec spec;
  };

  flow::ParseResult parse(const SourceDocument& source, const std::string& file) const;
  Result<ExperimentRecord> create_from(const ImportRequest& request, const ExperimentSpec& spec);
  Result<Prepared> from_file(const ImportRequest& request, std::vector<flow::Problem>* problems);
  Result<Prepared> from_store(const std::string& experiment_id, int number, std::vector<flow::Problem>* problems);
  Result<VersionRecord> newest_version(const std::string& experiment_id);
  Status bring_up_to_date(VersionRecord& newest, const SourceDocument& source);

  Result<RunAccepted> insert(Plan plan);
  PlanInput plan_input(const Prepared& prepared, RunRecord run) const;
  std::string data_dir(const SourceDocument& source) const;
  Status change_open_run(const std::string& run_id, Loop::Change change);

  /// Like stop_run, but says nothing more to a run that was asked already.
  Status stop_once(const std::string& run_id, const std::string& actor, const std::string& reason);
  /// What follows from what claim_outer found; nullopt = it changed meanwhile, look again.
  Result<std::optional<OuterAttached>> settle(const OuterAttach& request, spi::OuterView view,
                                              std::vector<flow::Problem>* problems);
  Result<std::optional<OuterAttached>> start_for_outer(const OuterAttach& request, const spi::OuterView& view,
                                                       OuterDecision decision, std::vector<flow::Problem>* problems);

  struct Takeover;
  Result<RunAccepted> run_rerun(const RerunRequest& request);
  Result<RunAccepted> run_again(const spi::RunDetail& old, const RerunRequest& request, const Takeover& takeover);

  ServiceOptions options_;
  std::shared_ptr<spi::Store> store_;
  std::shared_ptr<spi::Registry> registry_;
  std::shared_ptr<const Clock> clock_;
  std::unique_ptr<Loop> loop_;
  Orphans orphans_;
  OrphanWatch orphan_watch_;
  spi::OuterStore* const outers_;            ///< nullptr = the store keeps none
  std::unique_ptr<OuterWatch> outer_watch_;  ///< last: its thread uses the rest
};

/// Which nodes of an old run a new one starts with.
struct EngineImpl::Takeover {
  std::map<std::string, State> marked;  ///< node id → succeeded or skipped by a person's word
  std::set<std::string> again;          ///< node ids that must run again
  bool others_skipped = false;          ///< nodes that neither succeeded nor run again are skipped
  std::string mark_reason;
};

/// First problem of severity error, or nullptr.
const Error* first_error(const std::vector<flow::Problem>& problems);
/// Appends to `out` when it is wanted.
void report(std::vector<flow::Problem>* out, const std::vector<flow::Problem>& problems);

}  // namespace aiep::engine
