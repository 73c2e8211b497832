// What holds for every name on every day of two centuries.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "tests/unit/dates/support.h"

namespace aiep::dates {
namespace {

using namespace std::chrono;

constexpr Dialect kBoth[] = {Dialect::schedulis, Dialect::linkis};

std::string at(const DateContext& context, Dialect dialect, const std::string& expression) {
  const auto value = evaluate(context, dialect, expression);
  BOOST_REQUIRE_MESSAGE(value.has_value(), expression);
  return *value;
}

DateContext on(sys_days day) {
  DateContext context;
  context.zone = "UTC";
  context.run_date = year_month_day(day);
  context.logical_time = day + days(1) + hours(17);
  return context;
}

std::string digits_of(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

/// Gregorian rule, spelled out again so that the calendar library is not its own judge.
int last_day(int year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dates_property)

BOOST_AUTO_TEST_CASE(month_ends_of_1900_to_2100) {
  for (int y = 1900; y <= 2100; ++y) {
    for (int m = 1; m <= 12; ++m) {
      const DateContext context = on(sys_days(year(y) / m / 15));
      char wanted[16];
      std::snprintf(wanted, sizeof wanted, "%04d%02d%02d", y, m, last_day(y, m));
      for (const Dialect dialect : kBoth) {
        const std::string found = at(context, dialect, "run_month_end");
        if (found != wanted) BOOST_ERROR(found << " is not " << wanted);
      }
    }
  }
  BOOST_TEST(at(on(sys_days(year(1900) / 2 / 28)), Dialect::linkis, "run_date+1") == "19000301");
  BOOST_TEST(at(on(sys_days(year(2000) / 2 / 28)), Dialect::linkis, "run_date+1") == "20000229");
  BOOST_TEST(at(on(sys_days(year(2100) / 2 / 28)), Dialect::linkis, "run_date+1") == "21000301");
}

BOOST_AUTO_TEST_CASE(forth_and_back_is_the_same_day) {
  int checked = 0;
  for (sys_days day = year(1900) / 1 / 1; day < sys_days(year(2100) / 12 / 31); day += days(397)) {
    for (const int n : {1, 7, 31, 366, 5000}) {
      const std::string by = std::to_string(n);
      const std::string moved = at(on(day), Dialect::schedulis, "run_date+" + by);
      const auto again = make_context(from_ms(0), "UTC", moved);
      BOOST_REQUIRE(again.has_value());
      const std::string back = at(*again, Dialect::schedulis, "run_date-" + by);
      if (back != run_date_text(on(day))) BOOST_ERROR(back << " after " << n << " days forth and back");
      ++checked;
    }
  }
  BOOST_TEST(checked > 900);
}

BOOST_AUTO_TEST_CASE(every_name_agrees_with_its_std_form_and_grows_with_its_number) {
  for (const Dialect dialect : kBoth) {
    for (const std::string& name : variable_names(dialect)) {
      if (name.ends_with("_std")) continue;
      for (const char* date : {"20240229", "20231231", "20240131", "20250101", "20240630"}) {
        const DateContext context = context_of(date, "23");
        std::string before;
        for (const char* by : {"-25", "-12", "-1", "", "+1", "+12", "+25"}) {
          const std::string plain = at(context, dialect, name + by);
          if (digits_of(at(context, dialect, name + "_std" + by)) != plain) BOOST_ERROR(name << by << " on " << date);
          const bool grows = name == "run_mon_end" ? before <= plain : before < plain;
          if (!grows) BOOST_ERROR(name << by << " on " << date << ": " << before << " then " << plain);
          before = plain;
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_begin_and_its_end_enclose_the_day_and_meet_the_next) {
  for (sys_days day = year(1999) / 12 / 1; day < sys_days(year(2005) / 1 / 1); day += days(5)) {
    const DateContext context = on(day);
    const std::string date = run_date_text(context);
    for (const std::string period : {"run_month_", "run_quarter_", "run_half_year_", "run_year_"}) {
      const std::string end = at(context, Dialect::schedulis, period + "end");
      if (at(context, Dialect::schedulis, period + "begin") > date || end < date) BOOST_ERROR(period << date);
      const auto last = make_context(from_ms(0), "UTC", end);
      BOOST_REQUIRE(last.has_value());
      if (at(*last, Dialect::schedulis, "run_date+1") != at(context, Dialect::schedulis, period + "begin+1")) {
        BOOST_ERROR(period << date << " leaves a gap");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(names_are_unique_and_each_has_a_std_form) {
  for (const Dialect dialect : kBoth) {
    auto names = variable_names(dialect);
    BOOST_TEST(names.size() == (dialect == Dialect::linkis ? 40U : 56U));
    std::sort(names.begin(), names.end());
    BOOST_TEST((std::adjacent_find(names.begin(), names.end()) == names.end()));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::dates
