/// A store in memory, as much of it as a service without an engine needs.
#pragma once

#include <map>
#include <mutex>

#include "core/spi/store.h"

namespace aiep::test {

/// Thread-safe. Runs are changed by put_run(), not by apply().
class FakeStore final : public spi::Store {
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
  Result<std::vector<std::string>> held_runs(std::int64_t) override { return open_runs(); }
  Result<std::vector<RunRecord>> free_runs() override { return std::vector<RunRecord>(); }
  Result<std::vector<EventRecord>> events(const std::string& run_id, std::int64_t after, int limit) override;
  Result<std::int64_t> claim_runs(const std::string& owner, TimePoint now, TimePoint until) override;
  Result<std::string> describe() override { return std::string("a store in memory"); }
  Status check_integrity() override { return {}; }

  void put_run(const spi::RunDetail& detail, const std::vector<EventRecord>& events);

 private:
  std::string title_of(const std::string& run, const std::string& node) const;

  std::mutex mutex_;
  std::map<std::string, ExperimentRecord> experiments_;
  std::map<std::string, std::vector<VersionRecord>> versions_;
  std::map<std::string, spi::RunDetail> runs_;
  std::vector<std::string> order_;
  std::vector<EventRecord> events_;
};

}  // namespace aiep::test
