/// A store of which a share of the calls fails. Only in campaign builds (AIEP_CAMPAIGN).
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/spi/outer_store.h"
#include "core/spi/store.h"
#include "core/store/sql_store.h"

namespace aiep::store {

struct FaultPlan {
  std::uint64_t seed = 0;
  unsigned percent = 0;  ///< of all calls; each kind of failure is as frequent as the others
  std::string log;       ///< a file that gets one line per fault; "" = none
};

/// From "seed=N,percent=P[,log=PATH]"; nullopt when it is anything else.
std::optional<FaultPlan> parse_fault_plan(std::string_view text);

/// A call fails as busy, disk full, I/O error or lost connection without being carried out; one that writes
/// also with an unknown outcome after it was carried out. Thread-safe.
class FaultyStore final : public spi::Store, public spi::OuterStore {
 public:
  FaultyStore(std::shared_ptr<SqlStore> store, FaultPlan plan);

  Status create_experiment(const ExperimentRecord& experiment, const VersionRecord& first) override;
  Result<ExperimentRecord> get_experiment(const std::string& id) override;
  Result<std::vector<ExperimentRecord>> find_experiments(const std::string& name) override;
  Result<std::vector<ExperimentRecord>> list_experiments() override;
  Status delete_experiment(const std::string& id) override;

  Result<VersionRecord> get_version(const std::string& experiment_id, int number) override;
  Result<std::vector<VersionRecord>> list_versions(const std::string& experiment_id) override;
  Status update_version(const VersionRecord& version) override;
  Status save_as_new_version(const VersionRecord& next) override;
  Status close_version(const std::string& experiment_id, int number) override;

  Result<spi::RunInserted> insert_run(const spi::RunDetail& detail, const std::vector<EventRecord>& events) override;
  Status apply(const spi::RunBatch& batch) override;
  Result<spi::RunDetail> get_run(const std::string& id) override;
  Result<RunRecord> get_run_record(const std::string& id) override;
  Result<std::string> find_run_by_key(const std::string& key) override;
  Result<spi::RunPage> list_runs(const spi::RunQuery& query) override;
  Result<std::vector<std::string>> open_runs() override;
  Result<std::vector<std::string>> held_runs(std::int64_t epoch) override;
  Result<std::vector<RunRecord>> free_runs() override;
  Result<std::vector<EventRecord>> events(const std::string& run_id, std::int64_t after, int limit) override;
  Result<std::int64_t> claim_runs(const std::string& owner, TimePoint now, TimePoint until) override;

  Result<spi::OuterView> claim_outer(const spi::OuterClaim& claim) override;
  Result<spi::OuterView> renew_outer(const OuterIdentity& identity, const std::string& agent) override;
  Status release_outer(const OuterIdentity& identity, const std::string& agent) override;
  Result<spi::OuterView> cancel_outer(const OuterIdentity& identity, TimePoint at, const std::string& actor,
                                      const std::string& reason) override;
  Result<bool> take_over_run(const spi::OuterTakeover& takeover, const EventRecord& event) override;
  Result<bool> lose_outer(const spi::OuterLoss& loss, const EventRecord& event) override;
  Result<std::vector<spi::OuterView>> watched_outers() override;

  Result<std::string> describe() override;
  Status check_integrity() override;

 private:
  std::optional<Code> draw(bool writes, const char* call);

  template <class Call>
  auto reading(const char* name, Call call) -> decltype(call());
  template <class Call>
  auto writing(const char* name, Call call) -> decltype(call());

  const std::shared_ptr<SqlStore> store_;
  const FaultPlan plan_;
  std::mutex mutex_;
  std::mt19937_64 dice_;
};

/// Behind the faults that AIEP_STORE_FAULTS names; as it was without that. invalid_argument: it cannot be read.
Result<std::shared_ptr<spi::Store>> with_asked_faults(std::shared_ptr<SqlStore> store);

}  // namespace aiep::store
