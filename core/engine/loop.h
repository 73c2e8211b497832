/// The engine's thread: takes what happened, decides (verdicts.h), writes it in one transaction,
/// then lets the backends act. Nothing is asked of a backend before it is in the store.
#pragma once

#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "core/engine/book.h"
#include "core/engine/lane.h"
#include "core/engine/orphans.h"
#include "core/engine/service.h"
#include "core/engine/verdicts.h"

namespace aiep::engine {

class Loop final : public BackendCalls {
 public:
  Loop(const ServiceOptions& options, spi::Store& store, spi::Registry& registry, const Clock& clock);
  ~Loop() override;

  /// Claims the open runs and starts the thread.
  Status start();
  void stop();
  void wake();

  std::int64_t lease_epoch() const { return epoch_; }
  /// A run was inserted under our epoch.
  void adopt(const std::string& run_id);
  /// Runs `change` in the loop's thread on an open run and waits until the result is written.
  /// not_found from here means "not open here".
  using Change = std::function<Status(Book&, RunState&)>;
  Status change(const std::string& run_id, Change change);

  bool with_backend(const std::string& name, const std::function<void(spi::Backend&)>& use) override;
  Result<spi::LogChunk> read_log(const std::string& backend, const std::string& handle, std::uint64_t offset,
                                 std::size_t limit);
  /// Waits until something was written after `seen` (returns the new count) or the time is over.
  std::uint64_t wait_written(std::uint64_t seen, Millis wait);
  std::uint64_t written() const;
  int open_runs() const { return open_runs_.load(); }

 private:
  struct Adopted {
    std::string run_id;
  };
  struct Woken {
    std::string key;
  };
  struct Asked {
    std::string run_id;
    Change change;
    std::shared_ptr<std::promise<Status>> answer;
  };
  using Message = std::variant<OperationResult, Woken, Adopted, Asked>;
  struct Outgoing {
    std::string lane;
    Operation operation;
  };

  void post(Message message);
  void run(const std::stop_token& stop);
  bool wait_for_work(const std::stop_token& stop, std::vector<Message>& messages);
  std::optional<Millis> time_to_next() const;

  void handle(OperationResult& result);
  void handle(Woken& woken);
  void handle(Adopted& adopted);
  void handle(Asked& asked);
  void heed_clock();
  void fire_timers();

  // dispatch.cpp
  void dispatch();
  bool dispatch_one(const std::string& lane);
  Operation create_operation(RunState& run, std::size_t index, bool reconcile) const;
  void on_created(RunState& run, std::size_t index, const Result<std::string>& handle);
  void on_create_failed(RunState& run, std::size_t index, const Error& error);

  // follow.cpp
  void look_at(RunState& run, std::size_t index);
  void on_status(RunState& run, std::size_t index, const Result<spi::TaskStatus>& status);
  void on_seen(RunState& run, std::size_t index, const spi::TaskStatus& status);
  void on_recovered(RunState& run, std::size_t index, const Result<std::string>& handle);
  void on_cancelled(RunState& run, std::size_t index, const OperationResult& result);
  void send(RunState& run, std::size_t index, Operation::Kind kind);
  Millis poll_interval(const TaskState& task) const;

  void write_changes();
  void send_outgoing();
  void drop_fenced_runs();
  void renew_lease();
  TimePoint next_claim() const;
  void take_over(bool new_epoch);
  void tell_left();
  void tell(const char* event, const std::string& run, const std::string& text) const;
  Lane* lane_of(const std::string& name);

  const ServiceOptions options_;
  spi::Store& store_;
  spi::Registry& registry_;
  const Clock& clock_;
  const RetryRule retry_rule_;

  Book book_;
  std::atomic<std::int64_t> epoch_{0};
  std::atomic<int> open_runs_{0};
  TimePoint lease_until_{};
  std::map<std::string, std::unique_ptr<Lane>> lanes_;
  std::vector<Outgoing> outgoing_;  ///< wait for the write
  std::vector<std::pair<std::shared_ptr<std::promise<Status>>, Status>> answers_;
  std::set<std::string> touched_;              ///< runs to settle before the write
  std::optional<TimePoint> write_not_before_;  ///< the store is in trouble
  int write_failures_ = 0;
  std::set<std::string> left_;  ///< runs of other places that were told of
  Millis clock_offset_;         ///< of the wall clock from the steady one

  mutable std::mutex inbox_mutex_;
  std::condition_variable_any inbox_changed_;
  std::vector<Message> inbox_;
  bool poked_ = false, closed_ = false;

  mutable std::mutex written_mutex_;
  std::condition_variable written_changed_;
  std::uint64_t written_ = 0;

  std::jthread thread_;
};

}  // namespace aiep::engine
