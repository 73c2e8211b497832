/// One outer execution of the mock scheduler on a real engine and store. Its first attempt's run is brought
/// into any state; time goes by only when told.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/engine/outer_watch.h"
#include "core/engine/service.h"
#include "tests/support/scripted_backend.h"
#include "tests/support/temp_dir.h"

namespace aiep::parity {

struct Policies {
  LostPolicy on_lost = LostPolicy::cancel;
  RetryPolicy on_retry = RetryPolicy::retry_from_failed;
};

/// State of the run's only node `a`; nullopt = nobody has attached yet.
using Inner = std::optional<State>;

class Rig {
 public:
  explicit Rig(Inner inner, Policies policies = {});
  /// The audit of what the store holds must find nothing.
  ~Rig();
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  static OuterIdentity who(int attempt) { return {"mock", "p", "f", "17", "train", attempt}; }
  static engine::OuterAttach request(int attempt, const std::string& agent, Policies policies);
  Result<engine::OuterAttached> attach(int attempt, const std::string& agent, Policies policies = {});
  void cancel(int attempt);

  /// The run of the first attempt, "" = none.
  const std::string& id() const { return id_; }
  RunRecord run() const { return run(id_); }
  RunRecord run(const std::string& id) const;
  State node() const;
  int count(const std::string& event) const;
  /// Tasks of this execution that live.
  int alive() const { return backend_->alive() - blockers_; }

  /// From now on the backend carries out what it is asked, or does not.
  void backend_answers(bool answers);
  void task_succeeds() { backend_->end("a", spi::Phase::succeeded); }
  /// What the scheduler says of the execution from now on.
  void scheduler_says(const std::string& word);
  /// Waits for the run's end.
  void until_over();
  /// Time goes by in steps as short as the real watch's.
  void pass(Millis time, Millis step = Millis(1'000));

  engine::Engine& engine() { return *engine_; }
  const Clock& clock() const { return *clock_; }

 private:
  void boot();
  void bring(State state);
  void block_the_backend();
  template <class Condition>
  void until(Condition condition, const std::string& what);

  test::TempDir dir_;
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>(TimePoint(Millis(1'709'222'400'000)));
  std::shared_ptr<test::ScriptedBackend> backend_ = std::make_shared<test::ScriptedBackend>();
  std::shared_ptr<spi::Store> store_;
  std::shared_ptr<spi::Registry> registry_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::OuterWatch> watch_;
  const Policies policies_;
  std::string id_;
  int blockers_ = 0;
};

}  // namespace aiep::parity
