#include "core/store/session_pool.h"

namespace aiep::store {

Connection& SessionPool::Lease::connection() {
  if (!connection_) connection_ = pool_.database_.connect(pool_.use_);
  return *connection_;
}

SessionPool::Lease SessionPool::borrow() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [&] { return lent_ < database_.sessions(use_); });
  ++lent_;
  std::unique_ptr<Connection> connection;
  if (!idle_.empty()) {
    connection = std::move(idle_.back());
    idle_.pop_back();
  }
  return {*this, std::move(connection)};
}

void SessionPool::give_back(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (connection) idle_.push_back(std::move(connection));
  }
  returned_.notify_one();
}

}  // namespace aiep::store
