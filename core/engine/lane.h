/// One worker thread per backend: the loop never waits for a backend, and a backend is called by
/// one thread at a time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "core/spi/backend.h"

namespace aiep::engine {

struct Operation {
  enum class Kind {
    create,   ///< create-if-absent under request.key; after an unknown outcome recover first
    recover,  ///< by request.key
    get,
    cancel,  ///< then look once more when it says done
  };
  Kind kind = Kind::get;
  std::string run_id;
  std::size_t index = 0;
  int attempt = 0;
  std::string handle;
  spi::TaskRequest request;
  bool reconcile = false;  ///< create: ask recover(key) before
  bool urgent = false;     ///< somebody waits for an end: by turns with the rest, not behind all of it
};

struct OperationResult {
  Operation::Kind kind = Operation::Kind::get;
  std::string run_id;
  std::size_t index = 0;
  int attempt = 0;
  std::optional<Result<std::string>> handle;            ///< create, recover
  std::optional<Result<spi::TaskStatus>> status;        ///< get, and cancel that was done
  std::optional<Result<spi::CancelOutcome>> cancelled;  ///< cancel
};

class Lane {
 public:
  /// `done` is called from the lane's thread. Operations still queued at destruction are dropped
  /// (their outcome is learnt at the next start); the one under way is waited for.
  Lane(spi::Backend& backend, std::function<void(OperationResult)> done);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  void post(Operation operation);
  int max_parallel() const { return capabilities_.max_parallel; }
  bool notifies() const { return capabilities_.notifies; }
  /// From any thread; waits for the operation under way. `use` does not throw.
  void call(const std::function<void(spi::Backend&)>& use);

 private:
  void work(const std::stop_token& stop);
  Operation next();
  OperationResult carry_out(Operation& operation);

  spi::Backend& backend_;
  const spi::BackendCapabilities capabilities_;
  const std::function<void(OperationResult)> done_;
  std::mutex call_mutex_;  ///< held during every call into the backend
  std::mutex queue_mutex_;
  std::condition_variable_any queue_changed_;
  std::deque<Operation> queue_, urgent_;
  bool urgent_was_last_ = false;
  std::jthread thread_;  // last: ends before the rest goes
};

}  // namespace aiep::engine
