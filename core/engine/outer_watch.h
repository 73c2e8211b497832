/// Watches the agents of outer executions: who is silent for a lease is given up, and what the policy
/// says is done. Also carries out cancels that could not be carried out when they were recorded.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/spi/outer_store.h"
#include "core/spi/registry.h"

namespace aiep::engine {

/// An agent is silent when its `renewals` stand still while this object watches; the time is the
/// steady clock's and only counts from sweep to sweep. So neither an outage nor a restart of the
/// server, nor a stopped process, nor a jump of the wall clock makes an agent silent.
class OuterWatch {
 public:
  /// `stop` asks for a run's end; an error means "not now". `pause` 0 = sweeps only when woken.
  using Stop = std::function<Status(const std::string& run, const std::string& actor, const std::string& reason)>;
  OuterWatch(spi::OuterStore& store, const spi::Registry& registry, const Clock& clock, Stop stop, Millis pause);
  ~OuterWatch();
  OuterWatch(const OuterWatch&) = delete;
  OuterWatch& operator=(const OuterWatch&) = delete;

  /// The first sweep is done when it returns.
  void start();
  void stop();
  void wake();
  /// One look at everything; the thread's own work, and that of a test without a thread.
  void sweep();
  /// Leases that are held, as the last sweep saw them. Thread-safe.
  int held() const { return held_.load(); }

  /// A cancel is recorded for the attempt whose run is open and not yet asked to end.
  static bool wants_stop(const spi::OuterView& view);

 private:
  struct Watched {
    std::string agent;
    std::int64_t renewals = 0;
    Millis silent{0};
    bool met = false;  ///< in this sweep
  };

  void run(const std::stop_token& stop);
  Watched& look(const OuterRecord& outer, Millis passed);
  /// False when it is heard of after all, here or by the outer system.
  bool give_up(const spi::OuterView& view, Watched& watched);

  spi::OuterStore& store_;
  const spi::Registry& registry_;
  const Clock& clock_;
  const Stop stop_;
  const Millis pause_;

  std::map<std::string, Watched> watched_;  ///< by outer key
  Millis last_sweep_{0};
  std::atomic<int> held_{0};

  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool woken_ = false;
  std::jthread thread_;
};

}  // namespace aiep::engine
