// `&{yyyy-MM-dd%-1d}`: Linkis' second placeholder form.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <optional>

#include "core/dates/context.h"
#include "core/dates/zone.h"

namespace aiep::dates {
namespace {

using namespace std::chrono;

struct Moment {
  year_month_day day;
  seconds time;  ///< since midnight
};

std::optional<Moment> add_months(const Moment& moment, long count) {
  const long total = 12L * static_cast<int>(moment.day.year()) + static_cast<unsigned>(moment.day.month()) - 1 + count;
  if (total < 12 || total >= 12L * 10'000) return std::nullopt;
  const year_month month =
      year(static_cast<int>(total / 12)) / std::chrono::month(static_cast<unsigned>(total % 12 + 1));
  const year_month_day_last last_day(month / last);
  return Moment{month / std::min(moment.day.day(), last_day.day()), moment.time};
}

std::optional<Moment> add_seconds(const Moment& moment, seconds by) {
  const auto instant = sys_days(moment.day) + moment.time + by;
  const auto date = floor<days>(instant);
  const year_month_day day(date);
  if (day.year() < year(1) || day.year() > year(9999)) return std::nullopt;
  return Moment{day, instant - date};
}

/// One `±Nunit` step; nullopt when it is no number or leaves the years 1 to 9999. An unknown unit shifts nothing, as in
/// Linkis.
std::optional<Moment> step(const Moment& moment, std::string_view text) {
  const std::size_t unit = text.find_first_of("yMdHms");
  std::string_view digits = text.substr(0, unit);
  if (unit == std::string_view::npos) return moment;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (text.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  int count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc{} || end != digits.data() + digits.size() || count > 99'999 || count < -99'999) {
    return std::nullopt;
  }
  switch (text[unit]) {
    case 'y': return add_months(moment, 12L * count);
    case 'M': return add_months(moment, count);
    case 'd': return add_seconds(moment, days(count));
    case 'H': return add_seconds(moment, hours(count));
    case 'm': return add_seconds(moment, minutes(count));
    default: return add_seconds(moment, seconds(count));
  }
}

/// The letters of the pattern that dates need; another letter means "not ours".
std::optional<std::string> print(const Moment& moment, std::string_view pattern) {
  const hh_mm_ss clock(moment.time);
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    std::size_t end = i;
    while (end < pattern.size() && pattern[end] == c) ++end;
    // Three and more letters mean words or nothing at all in Java.
    if (std::string_view("MdHms").find(c) != std::string_view::npos && end - i > 2) return std::nullopt;
    long value = 0;
    switch (c) {
      case 'y': value = static_cast<int>(moment.day.year()); break;
      case 'M': value = static_cast<unsigned>(moment.day.month()); break;
      case 'd': value = static_cast<unsigned>(moment.day.day()); break;
      case 'H': value = clock.hours().count(); break;
      case 'm': value = clock.minutes().count(); break;
      case 's': value = clock.seconds().count(); break;
      default:
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) return std::nullopt;
        out += pattern.substr(i, end - i);
        i = end;
        continue;
    }
    char text[32];
    std::snprintf(text, sizeof text, "%0*ld", static_cast<int>(std::min<std::size_t>(end - i, 9)),
                  c == 'y' && end - i == 2 ? value % 100 : value);
    out += text;
    i = end;
  }
  return out;
}

std::optional<std::string> evaluate_pattern(Moment moment, std::string_view inside) {
  const std::size_t percent = inside.find('%');
  const std::string_view pattern = inside.substr(0, percent);
  if (percent != std::string_view::npos && pattern.ends_with(' ')) return std::nullopt;
  while (!inside.empty() && inside.find('%') != std::string_view::npos) {
    inside.remove_prefix(inside.find('%') + 1);
    const auto moved = step(moment, inside.substr(0, inside.find('%')));
    if (!moved) return std::nullopt;
    moment = *moved;
  }
  return print(moment, pattern);
}

}  // namespace

Result<std::string> expand_linkis_patterns(const DateContext& context, std::string_view text) {
  if (text.find("&{") == std::string_view::npos) return std::string(text);
  const auto wall = wall_time(context.logical_time, context.zone);
  if (!wall) return wall.error();
  const Moment start{context.run_date, *wall - floor<days>(*wall)};
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = text.find("&{"); open != std::string_view::npos; open = text.find("&{", at)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    out += text.substr(at, open - at);
    const auto value = evaluate_pattern(start, text.substr(open + 2, close - open - 2));
    out += value ? *value : std::string(text.substr(open, close + 1 - open));
    at = close + 1;
  }
  out += text.substr(at);
  return out;
}

}  // namespace aiep::dates
