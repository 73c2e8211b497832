// The date variables as one table: which day a name starts from, what its number counts, where
// that is snapped to and how it is printed. Facts: docs/dates.md.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>

#include "core/base/messages/dates.h"
#include "core/dates/context.h"
#include "core/dates/zone.h"

namespace aiep::dates {
namespace {

using namespace std::chrono;

enum class Base {
  run_date,
  run_today,     ///< run_date + 1 day
  month_before,  ///< run_today, one month earlier: what the …_now_… names start from
};
enum class Unit { day, month, quarter, half_year, year, hour };
enum class Snap { none, begin, end, december };
enum class Print { day, month, hour };

struct Rule {
  const char* name;
  Base base;
  Unit unit;
  Snap snap;
  Print print;
  int offset = 0;  ///< units added before the user's number
};

constexpr std::array kSchedulis{
    Rule{"run_date", Base::run_date, Unit::day, Snap::none, Print::day},
    Rule{"run_today", Base::run_today, Unit::day, Snap::none, Print::day},
    Rule{"run_today_h", Base::run_today, Unit::hour, Snap::none, Print::hour},
    Rule{"run_month_begin", Base::run_date, Unit::month, Snap::begin, Print::day},
    Rule{"run_month_end", Base::run_date, Unit::month, Snap::end, Print::day},
    Rule{"run_month_now_begin", Base::month_before, Unit::month, Snap::begin, Print::day},
    Rule{"run_month_now_end", Base::month_before, Unit::month, Snap::end, Print::day},
    Rule{"run_last_month_end", Base::run_date, Unit::month, Snap::end, Print::day, -1},
    Rule{"run_last_month_now_end", Base::month_before, Unit::month, Snap::end, Print::day, -1},
    Rule{"run_mon", Base::run_today, Unit::month, Snap::none, Print::month},
    Rule{"run_current_mon_now", Base::run_today, Unit::month, Snap::none, Print::month},
    Rule{"run_last_mon_now", Base::month_before, Unit::month, Snap::none, Print::month},
    Rule{"run_quarter_begin", Base::run_date, Unit::quarter, Snap::begin, Print::day},
    Rule{"run_quarter_end", Base::run_date, Unit::quarter, Snap::end, Print::day},
    Rule{"run_quarter_now_begin", Base::month_before, Unit::quarter, Snap::begin, Print::day},
    Rule{"run_quarter_now_end", Base::month_before, Unit::quarter, Snap::end, Print::day},
    Rule{"run_last_quarter_end", Base::run_date, Unit::quarter, Snap::end, Print::day, -1},
    Rule{"run_last_quarter_now_end", Base::month_before, Unit::quarter, Snap::end, Print::day, -1},
    Rule{"run_half_year_begin", Base::run_date, Unit::half_year, Snap::begin, Print::day},
    Rule{"run_half_year_end", Base::run_date, Unit::half_year, Snap::end, Print::day},
    Rule{"run_half_year_now_begin", Base::month_before, Unit::half_year, Snap::begin, Print::day},
    Rule{"run_half_year_now_end", Base::month_before, Unit::half_year, Snap::end, Print::day},
    Rule{"run_year_begin", Base::run_date, Unit::year, Snap::begin, Print::day},
    Rule{"run_year_end", Base::run_date, Unit::year, Snap::end, Print::day},
    Rule{"run_year_now_begin", Base::month_before, Unit::year, Snap::begin, Print::day},
    Rule{"run_year_now_end", Base::month_before, Unit::year, Snap::end, Print::day},
    Rule{"run_last_year_end", Base::run_date, Unit::year, Snap::end, Print::day, -1},
    Rule{"run_last_year_now_end", Base::month_before, Unit::year, Snap::end, Print::day, -1},
};

constexpr std::array kLinkis{
    Rule{"run_date", Base::run_date, Unit::day, Snap::none, Print::day},
    Rule{"run_today", Base::run_today, Unit::day, Snap::none, Print::day},
    Rule{"run_month_begin", Base::run_date, Unit::month, Snap::begin, Print::day},
    Rule{"run_month_end", Base::run_date, Unit::month, Snap::end, Print::day},
    Rule{"run_month_now_begin", Base::month_before, Unit::month, Snap::begin, Print::day},
    Rule{"run_month_now_end", Base::month_before, Unit::month, Snap::end, Print::day},
    Rule{"run_quarter_begin", Base::run_date, Unit::quarter, Snap::begin, Print::day},
    Rule{"run_quarter_end", Base::run_date, Unit::quarter, Snap::end, Print::day},
    Rule{"run_half_year_begin", Base::run_date, Unit::half_year, Snap::begin, Print::day},
    Rule{"run_half_year_end", Base::run_date, Unit::half_year, Snap::end, Print::day},
    Rule{"run_year_begin", Base::run_date, Unit::year, Snap::begin, Print::day},
    Rule{"run_year_end", Base::run_date, Unit::year, Snap::end, Print::day},
    Rule{"run_mon", Base::run_date, Unit::month, Snap::none, Print::month},
    Rule{"run_mon_start", Base::run_date, Unit::month, Snap::none, Print::month},
    Rule{"run_mon_end", Base::run_date, Unit::month, Snap::december, Print::month},
    Rule{"run_mon_now", Base::run_today, Unit::month, Snap::none, Print::month},
    Rule{"run_current_mon_now", Base::run_today, Unit::month, Snap::none, Print::month},
    Rule{"run_last_mon_now", Base::month_before, Unit::month, Snap::none, Print::month},
    Rule{"run_today_h", Base::run_today, Unit::hour, Snap::none, Print::hour},
    Rule{"run_today_hour", Base::run_today, Unit::hour, Snap::none, Print::hour},
};

/// A number of more digits than this leaves the calendar.
constexpr int kLongestNumber = 5;

std::span<const Rule> rules(Dialect dialect) {
  return dialect == Dialect::schedulis ? std::span<const Rule>(kSchedulis) : std::span<const Rule>(kLinkis);
}

int months_in(Unit unit) {
  switch (unit) {
    case Unit::month: return 1;
    case Unit::quarter: return 3;
    case Unit::half_year: return 6;
    case Unit::year: return 12;
    default: return 0;
  }
}

/// First month of the period of that length which contains `month`.
year_month first_month(year_month month, int length) {
  const unsigned into = (static_cast<unsigned>(month.month()) - 1) % static_cast<unsigned>(length);
  return month - months(static_cast<int>(into));
}

std::string print_day(year_month_day day, bool dashes) {
  char text[32];
  std::snprintf(text, sizeof text, dashes ? "%04d-%02u-%02u" : "%04d%02u%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

std::string print_month(year_month month, bool dashes) {
  char text[32];
  std::snprintf(text, sizeof text, dashes ? "%04d-%02u" : "%04d%02u", static_cast<int>(month.year()),
                static_cast<unsigned>(month.month()));
  return text;
}

struct Shift {
  long number = 0;      ///< in the rule's unit
  bool dashes = false;  ///< a _std form
};

bool is_name(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

/// `name`, `name+N`, `name-N` with blanks anywhere between; nullopt when it is nothing of the kind.
struct Parsed {
  std::string name, number;
  char op = 0;
};
std::optional<Parsed> split(std::string_view text) {
  Parsed parsed;
  std::size_t i = 0;
  const auto blanks = [&] {
    while (i < text.size() && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r')) ++i;
  };
  blanks();
  while (i < text.size() && is_name(text[i])) parsed.name += text[i++];
  blanks();
  if (i < text.size() && std::string_view("+-*/").find(text[i]) != std::string_view::npos) parsed.op = text[i++];
  blanks();
  while (i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '.' || text[i] == '_')) {
    parsed.number += text[i++];
  }
  blanks();
  if (parsed.name.empty() || i != text.size()) return std::nullopt;
  return parsed;
}

year_month_day base_day(const DateContext& context, Base base) {
  const sys_days run_date(context.run_date);
  if (base == Base::run_date) return context.run_date;
  const year_month_day today(run_date + days(1));
  if (base == Base::run_today) return today;
  return (today.year() / today.month() - months(1)) / day(1);
}

bool in_calendar(year_month_day day) { return day.year() >= year(1) && day.year() <= year(9999); }

/// nullopt = the result is before year 1 or after year 9999.
std::optional<year_month> add_months(year_month start, long count) {
  const long total = 12L * static_cast<int>(start.year()) + static_cast<unsigned>(start.month()) - 1 + count;
  if (total < 12 || total >= 12L * 10'000) return std::nullopt;
  return year(static_cast<int>(total / 12)) / month(static_cast<unsigned>(total % 12 + 1));
}

std::optional<std::string> value_of(const DateContext& context, const Rule& rule, int hour, const Shift& shift) {
  const year_month_day start = base_day(context, rule.base);
  const long n = shift.number + rule.offset;
  if (rule.unit == Unit::hour) {
    const auto moment = sys_days(start) + hours(hour + n);
    const auto date = floor<days>(moment);
    if (!in_calendar(date)) return std::nullopt;
    char text[8];
    std::snprintf(text, sizeof text, shift.dashes ? " %02d" : "%02d", static_cast<int>((moment - date).count()));
    return print_day(date, shift.dashes) + text;
  }
  if (rule.unit == Unit::day) {
    const year_month_day date(sys_days(start) + days(n));
    return in_calendar(date) ? std::optional(print_day(date, shift.dashes)) : std::nullopt;
  }
  const int length = months_in(rule.unit);
  const auto month = add_months(start.year() / start.month(), n * length);
  if (!month) return std::nullopt;
  if (rule.print == Print::month) {
    return print_month(rule.snap == Snap::december ? month->year() / December : *month, shift.dashes);
  }
  const year_month first = first_month(*month, length);
  if (rule.snap == Snap::begin) return print_day(first / day(1), shift.dashes);
  return print_day(year_month_day((first + months(length - 1)) / last), shift.dashes);
}

Result<long> parse_number(const Parsed& parsed, Dialect dialect, std::string_view expression) {
  // A number without an operator is passed over by Linkis; Schedulis knows no such form.
  if (parsed.op == 0 && (parsed.number.empty() || dialect == Dialect::linkis)) return 0L;
  const bool digits = !parsed.number.empty() && std::all_of(parsed.number.begin(), parsed.number.end(),
                                                            [](char c) { return c >= '0' && c <= '9'; });
  if ((parsed.op != '+' && parsed.op != '-') || !digits) {
    return make_error(messages::kDateMalformed, {std::string(expression)});
  }
  if (parsed.number.size() > kLongestNumber) {
    return make_error(messages::kDateOutOfRange, {std::string(expression)});
  }
  const long number = std::strtol(parsed.number.c_str(), nullptr, 10);
  return parsed.op == '-' ? -number : number;
}

}  // namespace

std::vector<std::string> variable_names(Dialect dialect) {
  std::vector<std::string> names;
  for (const Rule& rule : rules(dialect)) {
    names.emplace_back(rule.name);
    names.emplace_back(std::string(rule.name) + "_std");
  }
  return names;
}

Result<std::string> evaluate(const DateContext& context, Dialect dialect, std::string_view expression) {
  const auto parsed = split(expression);
  if (!parsed) return make_error(messages::kNoDateVariable, {std::string(expression)});
  const bool dashes = parsed->name.ends_with("_std");
  const std::string name = dashes ? parsed->name.substr(0, parsed->name.size() - 4) : parsed->name;
  for (const Rule& rule : rules(dialect)) {
    if (name != rule.name) continue;
    auto number = parse_number(*parsed, dialect, expression);
    if (!number) return std::move(number).error();
    auto wall = wall_time(context.logical_time, context.zone);
    if (!wall) return std::move(wall).error();
    const int hour = static_cast<int>(duration_cast<hours>(*wall - floor<days>(*wall)).count());
    auto value = value_of(context, rule, hour, {*number, dashes});
    return value ? Result<std::string>(*value) : make_error(messages::kDateOutOfRange, {std::string(expression)});
  }
  return make_error(messages::kNoDateVariable, {std::string(expression)});
}

std::string run_date_text(const DateContext& context) { return print_day(context.run_date, false); }

std::map<std::string, std::string> wtss_environment(const DateContext& context) {
  std::map<std::string, std::string> environment;
  // The five names that Prophecis passes on; run_mon_end exists in Linkis' table only.
  for (const char* name : {"run_date", "run_date_std", "run_mon", "run_mon_end", "run_mon_end_std"}) {
    auto value = evaluate(context, Dialect::schedulis, name);
    if (!value) value = evaluate(context, Dialect::linkis, name);
    std::string upper = std::string("WTSS_") + name;
    std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
    if (value) environment[upper] = *value;
  }
  return environment;
}

}  // namespace aiep::dates
