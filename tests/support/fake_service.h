/// A service without an engine: runs stand still until the test moves them.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

#include "core/engine/service.h"
#include "tests/support/fake_store.h"

namespace aiep::test {

/// Thread-safe. A started run has two nodes, `first` and `second`, and waits in `running` for
/// finish(). Times are fixed.
class FakeService final : public engine::Service {
 public:
  FakeService();

  engine::Validation validate(const SourceDocument& source, const std::string& file) override;
  Result<ExperimentRecord> import_experiment(const engine::ImportRequest& request,
                                             std::vector<flow::Problem>* problems) override;
  Result<ExperimentRecord> find_experiment(const std::string& id_or_name) override;
  Result<VersionRecord> save_as(const std::string& experiment_id, std::optional<SourceDocument> source) override;
  Result<engine::RunAccepted> start_run(const engine::RunRequest& request,
                                        std::vector<flow::Problem>* problems) override;
  Status stop_run(const std::string& run_id, const std::string& actor, const std::string& reason) override;
  Result<std::string> rerun(const engine::RerunRequest& request) override;
  Result<std::string> mark(const std::string& run_id, const std::string& node_title, State to, const std::string& actor,
                           const std::string& reason) override;
  Result<spi::RunDetail> get_run(const std::string& run_id) override { return store_.get_run(run_id); }
  Result<spi::LogChunk> read_log(const std::string& run_id, const std::string& node_title, int attempt,
                                 std::uint64_t offset, std::size_t limit) override;
  Result<std::vector<EventRecord>> wait_events(const std::string& run_id, std::int64_t after, Millis wait) override;
  Result<engine::OuterAttached> attach(const engine::OuterAttach& request,
                                       std::vector<flow::Problem>* problems) override;
  Result<spi::OuterView> renew(const OuterIdentity& identity, const std::string& agent) override;
  Status release(const OuterIdentity& identity, const std::string& agent) override;
  Result<spi::OuterView> cancel_outer(const OuterIdentity& identity, const std::string& actor,
                                      const std::string& reason) override;
  int held_outer_leases() const override { return 0; }
  Result<std::vector<engine::Orphan>> orphans() override { return orphans_found; }
  Result<spi::CancelOutcome> kill_orphan(const std::string& key, const std::string& actor,
                                         const std::string& reason) override {
    orphan_words = {"kill", key, actor, reason};
    return ++kills < 2 ? spi::CancelOutcome::accepted : spi::CancelOutcome::done;
  }
  Result<std::string> adopt_orphan(const std::string& key, const std::string& actor,
                                   const std::string& reason) override {
    orphan_words = {"adopt", key, actor, reason};
    return std::string("0a1b2c3d4");
  }
  int orphan_count() const override { return static_cast<int>(orphans_found.size()); }
  spi::Store& store() override { return store_; }
  const spi::Registry& registry() const override { return registry_; }
  int open_run_count() const override { return 0; }

  /// Ends the run and its nodes in `state`; `second` fails when the run does.
  void finish(const std::string& run_id, State state);

  std::function<void(const std::string& run_id)> on_start;  ///< called after each start_run
  std::string log_text = "line one\nTraceback: boom\nlast line\n";
  std::vector<engine::RunRequest> started;
  std::vector<engine::RerunRequest> reruns;
  std::vector<engine::OuterAttach> attached;
  std::vector<OuterIdentity> outer_calls;  ///< of renew, release, cancel_outer
  std::vector<std::string> outer_words;    ///< agent, or actor and reason, of each of those
  engine::OuterAttached outer_answer;      ///< of attach
  spi::OuterView outer_view;               ///< of renew and cancel_outer
  std::vector<engine::Orphan> orphans_found;
  std::vector<std::string> orphan_words;  ///< of the last kill or adopt
  int kills = 0;
  std::optional<Error> outer_refusal;  ///< of all of them, when set

 private:
  FakeStore store_;
  spi::Registry registry_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int next_run_ = 1;
};

}  // namespace aiep::test
