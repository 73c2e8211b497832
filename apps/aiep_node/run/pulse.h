/// Time and signals as the agent sees them; tests have their own.
#pragma once

#include "core/base/clock.h"

namespace aiep::agent {

class Pulse {
 public:
  virtual ~Pulse() = default;
  /// Time since some moment; never goes back and knows nothing of the wall clock.
  virtual Millis now() const = 0;
  /// Sleeps; until a signal asks for the end, or past that when `through` is set.
  virtual void wait(Millis time, bool through = false) = 0;
  /// The first of TERM, INT, HUP that came ("TERM"), "" = none yet.
  virtual const char* signal() const = 0;
  /// Can be read once a signal has come; -1 = none.
  virtual int stop_fd() const = 0;
};

/// Takes over TERM, INT and HUP, and ignores PIPE. One at a time in a process.
class SignalPulse final : public Pulse {
 public:
  SignalPulse();
  ~SignalPulse() override;
  SignalPulse(const SignalPulse&) = delete;
  SignalPulse& operator=(const SignalPulse&) = delete;
  Millis now() const override;
  void wait(Millis time, bool through) override;
  const char* signal() const override;
  int stop_fd() const override { return read_end_; }

 private:
  int read_end_ = -1;
};

}  // namespace aiep::agent
