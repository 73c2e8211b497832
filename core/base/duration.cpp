#include "core/base/duration.h"

#include <array>
#include <cstdint>
#include <limits>

namespace aiep {
namespace {

struct Unit {
  const char* name;
  std::int64_t ms;
};
constexpr std::array<Unit, 5> kUnits{{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

std::int64_t unit_ms(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (name == unit.name) return unit.ms;
  }
  return 0;
}

}  // namespace

std::optional<Millis> parse_duration(std::string_view text) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max() / 4;
  std::int64_t total = 0;
  std::int64_t last_unit = std::numeric_limits<std::int64_t>::max();
  std::size_t i = 0;
  while (i < text.size()) {
    std::int64_t number = 0;
    const std::size_t digits_at = i;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
      if (number > kMax / 10) return std::nullopt;
      number = number * 10 + (text[i] - '0');
    }
    const std::size_t unit_at = i;
    while (i < text.size() && text[i] >= 'a' && text[i] <= 'z') ++i;
    const std::int64_t unit = unit_ms(text.substr(unit_at, i - unit_at));
    // Units must fall (1h30m, not 30m1h): a typing error is more likely than a meaning.
    if (unit_at == digits_at || unit == 0 || unit >= last_unit || number > kMax / unit) return std::nullopt;
    last_unit = unit;
    total += number * unit;
    if (total > kMax) return std::nullopt;
  }
  return text.empty() ? std::nullopt : std::optional(Millis(total));
}

std::string format_duration(Millis duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string out;
  for (const Unit& unit : kUnits) {
    if (rest >= unit.ms) out += std::to_string(rest / unit.ms) + unit.name;
    rest %= unit.ms;
  }
  return out;
}

}  // namespace aiep
