/// Durations as people write them: 500ms, 30s, 10m, 2h, 1d, 1h30m. A bare number is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"

namespace aiep {

std::optional<Millis> parse_duration(std::string_view text);
std::string format_duration(Millis duration);  ///< shortest exact form: 1h30m

}  // namespace aiep
