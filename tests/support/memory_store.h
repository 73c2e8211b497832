/// The Store contract in memory, with faults on demand. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "core/spi/store.h"

namespace aiep::test {

class MemoryStore : public spi::Store {
 public:
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
  Result<std::vector<RunRecord>> free_runs() override { return std::vector<RunRecord>(); }
  Result<std::vector<EventRecord>> events(const std::string& run_id, std::int64_t after, int limit) override;
  Result<std::int64_t> claim_runs(const std::string& owner, TimePoint now, TimePoint until) override;
  Result<std::string> describe() override { return std::string("memory"); }
  Status check_integrity() override { return {}; }

  /// Asked before each apply: an error is returned instead; `after` = the write happened all the same.
  struct Fault {
    Error error;
    bool after = false;
  };
  void set_fault(std::function<std::optional<Fault>()> fault);
  int applied() const;
  /// How often runs were claimed.
  int claims() const;
  /// Another server takes all open runs.
  void steal();

 private:
  Status apply_locked(const spi::RunBatch& batch);

  mutable std::mutex mutex_;
  std::map<std::string, ExperimentRecord> experiments_;
  std::map<std::string, std::vector<VersionRecord>> versions_;
  std::map<std::string, spi::RunDetail> runs_;
  std::vector<EventRecord> events_;
  std::function<std::optional<Fault>()> fault_;
  std::int64_t epoch_ = 0;
  int applied_ = 0, claims_ = 0;
};

}  // namespace aiep::test
