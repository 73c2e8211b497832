#include "core/model/quantity.h"

#include <algorithm>
#include <limits>
#include <string>

#include "core/base/ascii.h"

namespace aiep {
namespace {

constexpr std::uint64_t kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Number {
  std::string_view whole, fraction;
  int exponent = 0;
};

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto length = static_cast<std::size_t>(end - text.begin());
  const std::string_view digits = text.substr(0, length);
  text.remove_prefix(length);
  return digits;
}

/// Takes `12.5` or `1e9` off the front of `text`.
std::optional<Number> take_number(std::string_view& text) {
  Number number;
  number.whole = take_digits(text);
  if (number.whole.empty()) return std::nullopt;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    number.fraction = take_digits(text);
    if (number.fraction.empty()) return std::nullopt;
  }
  if (text.size() > 1 && (text[0] == 'e' || text[0] == 'E') && is_digit(text[1])) {
    text.remove_prefix(1);
    const std::string_view digits = take_digits(text);
    if (digits.size() > 2) return std::nullopt;
    number.exponent = std::stoi(std::string(digits));
  }
  return number;
}

bool multiply_add(std::uint64_t& value, std::uint64_t factor, std::uint64_t add) {
  if (factor != 0 && value > kMax / factor) return false;
  value *= factor;
  if (value > kMax - add) return false;
  value += add;
  return true;
}

/// number * unit, rounded up. `unit` at most 2^50 keeps the fraction's sums below 2^64.
std::optional<std::int64_t> scale(const Number& number, std::uint64_t unit) {
  for (int i = 0; i < number.exponent; ++i) {
    if (unit > (std::uint64_t{1} << 50)) return std::nullopt;
    unit *= 10;
  }
  if (unit > (std::uint64_t{1} << 60)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : number.whole) {
    if (!multiply_add(value, 10, static_cast<std::uint64_t>(c - '0'))) return std::nullopt;
  }
  if (!multiply_add(value, unit, 0)) return std::nullopt;
  std::uint64_t part = 0;
  bool inexact = false;
  for (auto c = number.fraction.rbegin(); c != number.fraction.rend(); ++c) {
    const std::uint64_t sum = part + static_cast<std::uint64_t>(*c - '0') * unit;
    part = sum / 10;
    inexact = inexact || sum % 10 != 0;
  }
  if (!multiply_add(value, 1, part + (inexact ? 1 : 0))) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<std::uint64_t> memory_unit(std::string_view suffix) {
  if (suffix.empty()) return 1;
  if (suffix == "m") return std::nullopt;
  const std::string lower = ascii_lower(std::string(suffix));
  if (lower == "b") return 1;
  const std::size_t power = std::string_view("kmgtp").find(lower[0]);
  if (power == std::string_view::npos) return std::nullopt;
  const std::string_view rest = std::string_view(lower).substr(1);
  const bool binary = rest == "i" || rest == "ib";
  if (!binary && !rest.empty() && rest != "b") return std::nullopt;
  std::uint64_t unit = 1;
  for (std::size_t i = 0; i <= power; ++i) unit *= binary ? 1024 : 1000;
  return unit;
}

}  // namespace

std::optional<std::int64_t> parse_memory(std::string_view text) {
  const std::optional<Number> number = take_number(text);
  if (!number) return std::nullopt;
  const std::optional<std::uint64_t> unit = memory_unit(text);
  return unit ? scale(*number, *unit) : std::nullopt;
}

std::optional<std::int64_t> parse_cpu(std::string_view text) {
  const std::optional<Number> number = take_number(text);
  if (!number || (!text.empty() && text != "m")) return std::nullopt;
  return scale(*number, text == "m" ? 1 : 1000);
}

}  // namespace aiep
