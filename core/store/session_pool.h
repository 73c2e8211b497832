/// A few connections, lent to one caller at a time.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "core/store/database.h"

namespace aiep::store {

/// Thread-safe. Connects when a caller finds none idle; waits when all are lent.
class SessionPool {
 public:
  SessionPool(Database& database, Use use) : database_(database), use_(use) {}

  /// Goes back to the pool at the end, unless dropped.
  class Lease {
   public:
    Lease(SessionPool& pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    /// Connects when the lease came without a connection. Throws like Connection.
    Connection& connection();
    /// After an exception: closes, which undoes an open transaction.
    void drop() { connection_.reset(); }

   private:
    SessionPool& pool_;
    std::unique_ptr<Connection> connection_;
  };

  Lease borrow();

 private:
  friend class Lease;
  void give_back(std::unique_ptr<Connection> connection);

  Database& database_;
  const Use use_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int lent_ = 0;
};

}  // namespace aiep::store
