#include "core/base/clock.h"

#include <cstdio>
#include <ctime>

namespace aiep {

TimePoint SystemClock::now() const { return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()); }

Millis SystemClock::steady() const {
  return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now().time_since_epoch());
}

std::string to_iso(TimePoint time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::time_t t = seconds.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&t, &parts);
  char text[96];  // every field of std::tm at its widest
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, static_cast<int>((time - seconds).count()));
  return text;
}

}  // namespace aiep
