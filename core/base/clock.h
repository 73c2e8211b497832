/// Time for everything below the apps. Wall time by rule: deadlines are absolute and survive a
/// restart. steady() is for what must not believe a clock that jumps: whether somebody is silent.
/// Tests use ManualClock and never sleep.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace aiep {

using Millis = std::chrono::milliseconds;
using TimePoint = std::chrono::time_point<std::chrono::system_clock, Millis>;

/// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint now() const = 0;
  /// Only goes forward, whatever happens to now(); its zero means nothing, also not over a restart.
  virtual Millis steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
  Millis steady() const override;
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start) : now_(start.time_since_epoch().count()) {}
  TimePoint now() const override { return TimePoint(Millis(now_.load())); }
  Millis steady() const override { return Millis(steady_.load()); }
  void advance(Millis by) {
    now_ += by.count();
    steady_ += by.count();
  }
  /// Sets the wall clock alone, as an operator or a time service does.
  void jump(Millis by) { now_ += by.count(); }

 private:
  std::atomic<Millis::rep> now_;
  std::atomic<Millis::rep> steady_{0};
};

/// UTC, RFC 3339 with milliseconds: 2024-02-29T16:00:00.000Z.
std::string to_iso(TimePoint time);
/// Milliseconds since 1970 UTC; the form in which the store keeps times.
inline std::int64_t to_ms(TimePoint time) { return time.time_since_epoch().count(); }
inline TimePoint from_ms(std::int64_t ms) { return TimePoint(Millis(ms)); }

}  // namespace aiep
