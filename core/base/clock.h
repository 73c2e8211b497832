/// Time for everything below the apps. Wall time only: deadlines are absolute
/// and survive a restart. Tests use ManualClock and never sleep.
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
};

class SystemClock final : public Clock {
 public:
  TimePoint now() const override;
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint start) : now_(start.time_since_epoch().count()) {}
  TimePoint now() const override { return TimePoint(Millis(now_.load())); }
  void advance(Millis by) { now_ += by.count(); }

 private:
  std::atomic<Millis::rep> now_;
};

/// UTC, RFC 3339 with milliseconds: 2024-02-29T16:00:00.000Z.
std::string to_iso(TimePoint time);
/// Milliseconds since 1970 UTC; the form in which the store keeps times.
inline std::int64_t to_ms(TimePoint time) { return time.time_since_epoch().count(); }
inline TimePoint from_ms(std::int64_t ms) { return TimePoint(Millis(ms)); }

}  // namespace aiep
