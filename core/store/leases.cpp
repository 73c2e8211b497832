// Who drives which run.
#include "core/store/run_rows.h"
#include "core/store/sql_store.h"

namespace aiep::store {
namespace {

/// Holds the counter's row, so that claims follow each other.
std::int64_t lock_counter(Connection& db, const char* for_update) {
  return db.number("SELECT epoch FROM lease_counter WHERE id = 1" + std::string(for_update)).value_or(0);
}

}  // namespace

Result<std::int64_t> SqlStore::claim_runs(const std::string& owner, TimePoint now, TimePoint until) {
  std::int64_t epoch = 0;
  Status status = write([&](Connection& db) -> Status {
    const std::int64_t newest = lock_counter(db, database_->for_update());
    const auto own = db.number("SELECT max(epoch) FROM leases WHERE owner = ? AND until_ms > ?", {owner, now});
    epoch = own.value_or(newest + 1);
    if (own) {
      db.run("UPDATE leases SET until_ms = ? WHERE epoch = ?", {until, epoch});
    } else {
      db.run("UPDATE lease_counter SET epoch = ? WHERE id = 1", {epoch});
      db.run("INSERT INTO leases (epoch, owner, until_ms) VALUES (?, ?, ?)", {epoch, owner, until});
    }
    // A lease that is gone and one that is over mean the same, so the table does not grow.
    db.run("DELETE FROM leases WHERE until_ms <= ? AND epoch <> ?", {now, epoch});
    // Tasks on a machine belong to it: elsewhere nobody could tell whether they live.
    db.run(
        "UPDATE runs SET lease_epoch = ? WHERE is_open = 1 AND lease_epoch NOT IN (SELECT epoch FROM leases)"
        " AND (place = '' OR place = ?)",
        {epoch, owner});
    return {};
  });
  if (!status) return std::move(status).error();
  return epoch;
}

Result<std::vector<std::string>> SqlStore::held_runs(std::int64_t epoch) {
  std::vector<std::string> ids;
  Status status = read([&](Connection& db) -> Status {
    ids.clear();
    db.each("SELECT id FROM runs WHERE is_open = 1 AND lease_epoch = ? ORDER BY created_at, id", "t", {epoch},
            [&](const Row& row) { ids.push_back(row.text(0)); });
    return {};
  });
  if (!status) return std::move(status).error();
  return ids;
}

Result<std::vector<RunRecord>> SqlStore::free_runs() {
  static const std::string sql = std::string("SELECT ") + kRunFields +
                                 " FROM runs WHERE is_open = 1 AND lease_epoch NOT IN (SELECT epoch FROM leases)"
                                 " ORDER BY created_at, id";
  std::vector<RunRecord> runs;
  Status status = read([&](Connection& db) -> Status {
    runs.clear();
    db.each(sql, kRunColumns, {}, [&](const Row& row) { runs.push_back(run_of(row)); });
    return {};
  });
  if (!status) return std::move(status).error();
  return runs;
}

}  // namespace aiep::store
