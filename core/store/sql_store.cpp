#include "core/store/sql_store.h"

#include <chrono>
#include <thread>

#include "core/base/messages/store.h"

namespace aiep::store {
namespace {

/// Collisions between writers are expected on MySQL.
constexpr int kTries = 6;
constexpr auto kFirstPause = std::chrono::milliseconds(2);

enum class Phase { before, inside, committing };

Status attempt(SessionPool::Lease& lease, Database& database, Use use, const std::function<Status(Connection&)>& body,
               Phase& phase) {
  Connection& connection = lease.connection();
  database.begin(connection, use);
  phase = Phase::inside;
  Status status = body(connection);
  if (status) phase = Phase::committing;
  connection.run(status ? "COMMIT" : "ROLLBACK");
  return status;
}

}  // namespace

SqlStore::SqlStore(std::unique_ptr<Database> database)
    : database_(std::move(database)), readers_(*database_, Use::reading), writers_(*database_, Use::writing) {}

Status SqlStore::open() {
  if (Status status = database_->prepare(); !status) return status;
  SessionPool::Lease lease = writers_.borrow();
  try {
    return database_->upgrade(lease.connection());
  } catch (...) {
    lease.drop();
    return current_fault(database_->name()).error;
  }
}

Status SqlStore::transact(Use use, const Body& body) {
  SessionPool::Lease lease = (use == Use::writing ? writers_ : readers_).borrow();
  for (int tries = 1;; ++tries) {
    Phase phase = Phase::before;
    Fault fault;
    try {
      return attempt(lease, *database_, use, body, phase);
    } catch (...) {
      fault = current_fault(database_->name());
    }
    lease.drop();
    if (fault.lost && use == Use::writing && phase == Phase::committing) {
      return make_error(messages::kStoreUnknown, fault.error.args);
    }
    // Once more: after a key that another writer took meanwhile, because the body now finds it; and
    // after a lost connection, because servers close idle ones.
    const bool again = fault.retry ? tries < kTries : (fault.duplicate || fault.lost) && tries == 1;
    if (!again) return std::move(fault.error);
    std::this_thread::sleep_for(kFirstPause * (1 << tries));
  }
}

Result<std::string> SqlStore::describe() {
  std::string text;
  Status status = read([&](Connection& db) -> Status {
    text = database_->describe(db) + ", schema " +
           std::to_string(db.number("SELECT max(version) FROM schema_version").value_or(0));
    return {};
  });
  if (!status) return std::move(status).error();
  return text;
}

Status SqlStore::check_integrity() {
  SessionPool::Lease lease = readers_.borrow();
  try {
    const std::string damage = database_->find_damage(lease.connection());
    if (damage.empty()) return {};
    return make_error(messages::kStoreCorrupt, {database_->name(), damage});
  } catch (...) {
    lease.drop();
    return current_fault(database_->name()).error;
  }
}

}  // namespace aiep::store
