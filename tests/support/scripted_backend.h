/// A backend under the test's thumb: each task stays where the test puts it.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/spi/backend.h"

namespace aiep::test {

/// Thread-safe. A handle is "h:" + key.
class ScriptedBackend final : public spi::Backend, public spi::OwnedLister {
 public:
  Result<std::string> create(const spi::TaskRequest& request) override;
  Result<std::string> recover(const std::string& key) override;
  Result<spi::TaskStatus> get(const std::string& handle) override;
  Result<spi::CancelOutcome> cancel(const std::string& handle) override;
  spi::BackendCapabilities capabilities() const override;
  void set_wakeup(std::function<void(std::string key)> wake) override;
  Result<std::vector<spi::OwnedTask>> list_owned() override;

  /// Errors handed out before the normal answer, oldest first. `created` = it happened all the same.
  struct CreateFault {
    Error error;
    bool created = false;
  };
  void fail_create(CreateFault fault);
  void fail_get(Error error, int times);
  /// While away, recover() and create() are unavailable.
  void set_away(bool away);
  /// Answer of cancel() from now on; `accepted` leaves the task running until end().
  void set_cancel(spi::CancelOutcome outcome);
  /// Every task ends at once with this phase when it is created.
  void end_at_once(spi::Phase phase);
  void set_slots(int slots) { slots_ = slots; }

  /// Puts the newest task of that title into a phase and wakes the engine.
  void end(const std::string& title, spi::Phase phase, const std::string& reason = "");
  /// Knows nothing any more of the newest task of that title.
  void forget(const std::string& title);
  int created(const std::string& title) const;  ///< how many tasks really came to be
  int cancels(const std::string& title) const;
  int alive() const;
  spi::TaskRequest request(const std::string& title) const;

 private:
  struct Task {
    spi::TaskRequest request;
    spi::TaskStatus status;
    int cancels = 0;
  };
  Task* newest(const std::string& title);
  const Task* newest(const std::string& title) const;

  mutable std::mutex mutex_;
  std::vector<std::string> order_;
  std::map<std::string, Task> tasks_;
  std::vector<CreateFault> create_faults_;
  std::vector<Error> get_faults_;
  spi::CancelOutcome cancel_ = spi::CancelOutcome::done;
  std::optional<spi::Phase> at_once_;
  std::function<void(std::string)> wake_;
  int slots_ = 0;
  bool away_ = false;
};

}  // namespace aiep::test
