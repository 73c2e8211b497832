#include "core/dates/context.h"

#include <cctype>
#include <cstdlib>

#include "core/base/messages/dates.h"
#include "core/dates/zone.h"

namespace aiep::dates {
namespace {

using namespace std::chrono;

/// YYYYMMDD or YYYY-MM-DD and a day that exists; anything else would be guessed by nobody's leave.
std::optional<year_month_day> parse_day(const std::string& text) {
  std::string digits;
  const bool dashes = text.size() == 10 && text[4] == '-' && text[7] == '-';
  if (!dashes && text.size() != 8) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dashes && (i == 4 || i == 7)) continue;
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return std::nullopt;
    digits += text[i];
  }
  const year_month_day day{year(std::atoi(digits.substr(0, 4).c_str())),
                           month(static_cast<unsigned>(std::atoi(digits.substr(4, 2).c_str()))),
                           std::chrono::day(static_cast<unsigned>(std::atoi(digits.substr(6, 2).c_str())))};
  if (!day.ok() || day.year() < year(1)) return std::nullopt;
  return day;
}

}  // namespace

Result<DateContext> make_context(TimePoint logical_time, const std::string& zone,
                                 const std::optional<std::string>& date) {
  DateContext context;
  context.logical_time = logical_time;
  context.zone = zone;
  const auto wall = wall_time(logical_time, zone);
  if (!wall) return wall.error();
  if (date) {
    const auto day = parse_day(*date);
    if (!day) return make_error(messages::kDayMalformed, {*date});
    context.run_date = *day;
  } else {
    context.run_date = year_month_day(floor<days>(*wall) - days(1));
  }
  return context;
}

}  // namespace aiep::dates
