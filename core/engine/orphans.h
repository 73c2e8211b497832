/// What lives in a backend although no open run waits for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/engine/service.h"

namespace aiep::engine {

/// Backends by name, called between the operations of their lanes.
class BackendCalls {
 public:
  virtual ~BackendCalls() = default;
  /// False when there is no such backend. Blocks for the operation under way.
  virtual bool with_backend(const std::string& name, const std::function<void(spi::Backend&)>& use) = 0;
};

/// A task is owned while an attempt of that key is open in the run that its key names, or in the run
/// that adopted it. Thread-safe.
class Orphans {
 public:
  Orphans(spi::Store& store, const spi::Registry& registry, const Clock& clock, BackendCalls& backends);

  /// Everything now, by key. A backend that cannot be asked is an error: an empty list would be a lie.
  Result<std::vector<Orphan>> find();
  Result<Orphan> find(const std::string& key);
  Result<spi::CancelOutcome> kill(const std::string& key, const std::string& actor, const std::string& reason);
  /// The run that watches the orphan from now on; `epoch` is the lease it is held under.
  Result<spi::RunDetail> plan_adoption(const Orphan& orphan, const std::string& actor, std::int64_t epoch);

  /// Writes an event `orphan` into the run of each one that was not seen before.
  void sweep();
  int count() const;

 private:
  Result<std::vector<spi::OwnedTask>> owned_by(const std::string& backend);
  using KnownRuns = std::map<std::string, Result<spi::RunDetail>>;
  Result<std::optional<Orphan>> judge(const std::string& backend, const spi::OwnedTask& task, KnownRuns& runs);
  bool lives(const Orphan& orphan);
  Status note(const Orphan& orphan, const std::string& event, const std::string& actor, const std::string& reason,
              const std::string& key);

  spi::Store& store_;
  const spi::Registry& registry_;
  const Clock& clock_;
  BackendCalls& backends_;
  mutable std::mutex mutex_;
  std::set<std::string> told_;
  int count_ = 0;
};

/// Key of the run that adopts the task `key`.
std::string adoption_key(const std::string& key);

/// Sweeps at start, then every `pause` (0 = at start only).
class OrphanWatch {
 public:
  OrphanWatch(Orphans& orphans, Millis pause) : orphans_(orphans), pause_(pause) {}
  void start();
  void stop();

 private:
  Orphans& orphans_;
  const Millis pause_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;
};

}  // namespace aiep::engine
