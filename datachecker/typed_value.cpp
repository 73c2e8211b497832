#include "datachecker/typed_value.h"

#include <algorithm>
#include <cstdio>

#include "core/base/ascii.h"

namespace aiep::check {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Without leading zeros; one digit stays.
std::string_view stripped(std::string_view digits) {
  const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return digits.substr(first);
}

std::optional<std::string> spell_integer(std::string_view value) {
  const bool minus = !value.empty() && value.front() == '-';
  if (!value.empty() && (value.front() == '-' || value.front() == '+')) value.remove_prefix(1);
  if (!is_digits(value)) return std::nullopt;
  const std::string digits(stripped(value));
  return minus && digits != "0" ? "-" + digits : digits;
}

std::optional<std::string> spell_date(const std::string& value) {
  int year = 0, month = 0, day = 0, used = 0;
  if (value.size() > 10 || value.find_first_not_of("0123456789-") != std::string::npos) return std::nullopt;
  if (std::sscanf(value.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3) return std::nullopt;
  if (static_cast<std::size_t>(used) != value.size() || year < 1 || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  char out[3 * 12];  // what three numbers of any size take
  std::snprintf(out, sizeof out, "%04d-%02d-%02d", year, month, day);
  return out;
}

std::optional<std::string> spell_decimal(std::string_view type, std::string_view value) {
  const std::size_t comma = type.find(',');
  const std::size_t digits = type.find_first_of("0123456789", std::min(comma, type.size()));
  const std::size_t scale = digits == std::string_view::npos ? 0 : std::stoul(std::string(type.substr(digits, 2)));
  const std::size_t point = std::min(value.find('.'), value.size());
  auto whole = spell_integer(value.substr(0, point));
  std::string fraction(value.substr(std::min(point + 1, value.size())));
  if (!whole || scale > 38 || (point < value.size() && !is_digits(fraction))) return std::nullopt;
  if (fraction.size() > scale && fraction.find_first_not_of('0', scale) != std::string::npos) return std::nullopt;
  fraction.resize(scale, '0');
  const bool minus =
      value.front() == '-' && whole->front() != '-' && fraction.find_first_not_of('0') != std::string::npos;
  return (minus ? "-" : "") + *whole + (scale > 0 ? "." + fraction : "");
}

std::optional<std::string> spell_timestamp(const std::string& value) {
  const std::size_t blank = value.find(' ');
  const std::size_t point = value.find('.');
  if (blank == std::string::npos || value.size() < blank + 9) return std::nullopt;
  const auto date = spell_date(value.substr(0, blank));
  if (!date) return std::nullopt;
  std::string time = value.substr(blank);
  if (point != std::string::npos) {
    time.erase(time.find_last_not_of('0') + 1);
    if (time.back() == '.') time.pop_back();
  }
  return *date + time;
}

std::optional<std::string> spell_boolean(const std::string& value) {
  std::string spelled = ascii_lower(value);
  if (spelled != "true" && spelled != "false") return std::nullopt;
  return spelled;
}

}  // namespace

std::optional<std::string> engine_spelling(std::string_view type, const std::string& value) {
  std::optional<std::string> out;
  if (type == "int" || type == "bigint" || type == "smallint" || type == "tinyint") {
    out = spell_integer(value);
  } else if (type == "date") {
    out = spell_date(value);
  } else if (type.rfind("decimal", 0) == 0) {
    out = spell_decimal(type, value);
  } else if (type == "timestamp") {
    out = spell_timestamp(value);
  } else if (type == "boolean") {
    out = spell_boolean(value);
  }
  return out == value ? std::nullopt : out;
}

}  // namespace aiep::check
