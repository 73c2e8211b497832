/// Wall-clock time of an instant in a zone. The only place that knows the time zone database.
#pragma once

#include <chrono>
#include <string>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep::dates {

using LocalSeconds = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

/// The clock on the wall, as if it were UTC (so that calendar arithmetic is free of jumps).
/// invalid_argument for a name that the system's database does not have.
Result<LocalSeconds> wall_time(TimePoint time, const std::string& zone);

}  // namespace aiep::dates
