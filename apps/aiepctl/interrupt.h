/// What Ctrl-C does while a run is followed. One object at a time.
#pragma once

#include <signal.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "apps/aiepctl/io.h"

namespace aiep::cli {

/// While it lives, SIGINT ends the program with 130, saying that the run goes on.
class DetachOnInterrupt {
 public:
  DetachOnInterrupt(const Io& io, const std::string& run);
  ~DetachOnInterrupt();
  DetachOnInterrupt(const DetachOnInterrupt&) = delete;
  DetachOnInterrupt& operator=(const DetachOnInterrupt&) = delete;

 private:
  struct sigaction old_ {};
};

/// While it lives, the first SIGINT asks for the end of the run and the program goes on following
/// it; the second one ends the program with 130. A signal that comes before arm() waits for it.
class StopOnInterrupt {
 public:
  /// Asks for the stop; "" = recorded, else why not. Called in a thread of its own.
  using Ask = std::function<std::string()>;

  explicit StopOnInterrupt(const Io& io);
  ~StopOnInterrupt();
  StopOnInterrupt(const StopOnInterrupt&) = delete;
  StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;

  void arm(const std::string& run, Ask ask);

 private:
  void wait(const std::string& run, const Ask& ask);

  const Io& io_;
  int event_ = -1;
  sigset_t old_mask_{};
  struct sigaction old_ {};
  std::atomic<bool> over_{false};
  std::jthread waiter_;
};

}  // namespace aiep::cli
