/// The store on a database. Each method is one transaction.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/spi/outer_store.h"
#include "core/spi/store.h"
#include "core/store/database.h"
#include "core/store/session_pool.h"
#include "core/store/soci_guard.h"

namespace aiep::store {

class SqlStore final : public spi::Store, public spi::OuterStore {
 public:
  explicit SqlStore(std::unique_ptr<Database> database);

  /// Connects and brings the schema up to date; before anything else.
  Status open();

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
  using Body = std::function<Status(Connection&)>;

  /// The one place where transactions begin, end and are tried again. `body` may run several times;
  /// its error or exception undoes everything.
  Status transact(Use use, const Body& body);
  Status read(const Body& body) { return transact(Use::reading, body); }
  Status write(const Body& body) { return transact(Use::writing, body); }

  std::unique_ptr<Database> database_;
  SessionPool readers_, writers_;
};

}  // namespace aiep::store
