#include "core/engine/lane.h"

#include <exception>

#include "core/base/messages/engine.h"
#include "core/base/messages/general.h"

namespace aiep::engine {
namespace {

Result<std::string> create(spi::Backend& backend, const Operation& operation) {
  if (operation.reconcile) {
    Result<std::string> found = backend.recover(operation.request.key);
    if (found || found.error().kind != ErrorKind::not_found) return found;
  }
  return backend.create(operation.request);
}

void carry_out_unguarded(spi::Backend& backend, const Operation& operation, OperationResult& result) {
  switch (operation.kind) {
    case Operation::Kind::create: result.handle = create(backend, operation); break;
    case Operation::Kind::recover: result.handle = backend.recover(operation.request.key); break;
    case Operation::Kind::get: result.status = backend.get(operation.handle); break;
    case Operation::Kind::cancel:
      result.cancelled = backend.cancel(operation.handle);
      if (*result.cancelled && **result.cancelled == spi::CancelOutcome::done) {
        result.status = backend.get(operation.handle);
      }
      break;
  }
}

}  // namespace

Lane::Lane(spi::Backend& backend, std::function<void(OperationResult)> done)
    : backend_(backend), capabilities_(backend.capabilities()), done_(std::move(done)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

Lane::~Lane() = default;

void Lane::post(Operation operation) {
  {
    const std::lock_guard lock(queue_mutex_);
    (operation.urgent ? urgent_ : queue_).push_back(std::move(operation));
  }
  queue_changed_.notify_one();
}

void Lane::work(const std::stop_token& stop) {
  for (;;) {
    std::unique_lock lock(queue_mutex_);
    if (!queue_changed_.wait(lock, stop, [this] { return !queue_.empty() || !urgent_.empty(); }) ||
        stop.stop_requested())
      return;
    Operation operation = next();
    lock.unlock();
    done_(carry_out(operation));
  }
}

/// By turns: a cancel stands behind one other call at most, and a backend that is slow to cancel starves nobody.
Operation Lane::next() {
  urgent_was_last_ = !urgent_.empty() && (queue_.empty() || !urgent_was_last_);
  std::deque<Operation>& from = urgent_was_last_ ? urgent_ : queue_;
  Operation operation = std::move(from.front());
  from.pop_front();
  return operation;
}

OperationResult Lane::carry_out(Operation& operation) {
  OperationResult result;
  result.kind = operation.kind;
  result.run_id = operation.run_id;
  result.index = operation.index;
  result.attempt = operation.attempt;
  const std::lock_guard lock(call_mutex_);
  try {
    carry_out_unguarded(backend_, operation, result);
  } catch (const std::exception& e) {
    // A backend promises not to throw. One that does must not take the daemon with it, and what
    // it did is unknown.
    Error error = make_error(messages::kInternal, {std::string("a backend threw: ") + e.what()});
    error.kind = ErrorKind::outcome_unknown;
    switch (operation.kind) {
      case Operation::Kind::create:
      case Operation::Kind::recover: result.handle = std::move(error); break;
      case Operation::Kind::get: result.status = std::move(error); break;
      case Operation::Kind::cancel: result.cancelled = std::move(error); break;
    }
  }
  return result;
}

void Lane::call(const std::function<void(spi::Backend&)>& use) {
  const std::lock_guard lock(call_mutex_);
  use(backend_);
}

}  // namespace aiep::engine
