// Which day a run is for: zones, midnight, clock changes, given dates.
#include <boost/test/unit_test.hpp>

#include "core/base/messages/dates.h"
#include "tests/unit/dates/support.h"

namespace aiep::dates {
namespace {

std::string run_date_at(const char* iso, const char* zone) {
  const auto context = make_context(instant(iso), zone, std::nullopt);
  return context ? run_date_text(*context) : context.error().message();
}

std::string hour_at(const char* iso, const char* zone) {
  const auto context = make_context(instant(iso), zone, "20240101");
  BOOST_REQUIRE(context.has_value());
  return evaluate(*context, Dialect::linkis, "run_today_h").value_or("error").substr(8);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dates_context)

BOOST_AUTO_TEST_CASE(yesterday_is_counted_in_the_zone) {
  BOOST_TEST(run_date_at("2024-03-01T15:59:59", "Asia/Shanghai") == "20240229");
  BOOST_TEST(run_date_at("2024-03-01T16:00:00", "Asia/Shanghai") == "20240301");
  BOOST_TEST(run_date_at("2024-03-01T16:00:00", "UTC") == "20240229");
  BOOST_TEST(run_date_at("2024-01-01T00:00:00", "UTC") == "20231231");
  BOOST_TEST(run_date_at("2023-12-31T23:59:59", "UTC") == "20231230");
  BOOST_TEST(run_date_at("2024-03-01T04:59:59", "America/New_York") == "20240228");
  BOOST_TEST(run_date_at("2024-03-01T05:00:00", "America/New_York") == "20240229");
  BOOST_TEST(run_date_at("2024-06-30T18:29:59", "Asia/Kolkata") == "20240629");
  BOOST_TEST(run_date_at("2024-06-30T18:30:00", "Asia/Kolkata") == "20240630");
}

BOOST_AUTO_TEST_CASE(a_day_of_23_or_25_hours_is_one_day) {
  // New York: 2024-03-10 lasts 23 hours, 2024-11-03 lasts 25.
  BOOST_TEST(run_date_at("2024-03-11T03:59:59", "America/New_York") == "20240309");
  BOOST_TEST(run_date_at("2024-03-11T04:00:00", "America/New_York") == "20240310");
  BOOST_TEST(run_date_at("2024-11-04T04:59:59", "America/New_York") == "20241102");
  BOOST_TEST(run_date_at("2024-11-04T05:00:00", "America/New_York") == "20241103");
}

BOOST_AUTO_TEST_CASE(the_hour_is_the_one_on_the_wall) {
  BOOST_TEST(hour_at("2024-03-10T06:59:59", "America/New_York") == "01");
  BOOST_TEST(hour_at("2024-03-10T07:00:00", "America/New_York") == "03");
  BOOST_TEST(hour_at("2024-11-03T05:30:00", "America/New_York") == "01");
  BOOST_TEST(hour_at("2024-11-03T06:30:00", "America/New_York") == "01");
  BOOST_TEST(hour_at("2024-03-01T16:00:00", "Asia/Shanghai") == "00");
}

BOOST_AUTO_TEST_CASE(a_given_date_is_checked) {
  const TimePoint now = instant("2024-03-01T12:00:00");
  for (const char* good : {"20240229", "2024-02-29"}) {
    const auto context = make_context(now, "UTC", good);
    BOOST_REQUIRE(context.has_value());
    BOOST_TEST(run_date_text(*context) == "20240229");
    BOOST_TEST(to_ms(context->logical_time) == to_ms(now));
    BOOST_TEST(context->zone == "UTC");
  }
  for (const char* bad : {"", "20240230", "20230229", "19000229", "2024-2-29", "2024/02/29", "202402", "2024022912",
                          "20240229 ", " 20240229", "20241301", "20240100", "00000101", "abcdefgh", "2024-0229",
                          "-2024022", "２０２４", "20240229\n", "2024-02-3x"}) {
    const auto context = make_context(now, "UTC", bad);
    BOOST_TEST((!context && context.error().code == messages::kDayMalformed), "`" << bad << "`");
  }
  BOOST_TEST(make_context(now, "UTC", "20000229").has_value());
}

BOOST_AUTO_TEST_CASE(an_unknown_zone_is_refused) {
  for (const char* zone : {"", "Asia/Shangai", "asia/shanghai", "../../etc/passwd", "+08:00"}) {
    const auto context = make_context(instant("2024-03-01T12:00:00"), zone, "20240229");
    BOOST_TEST((!context && context.error().code == messages::kZoneUnknown), zone);
  }
}

BOOST_AUTO_TEST_CASE(the_variables_of_the_environment) {
  const std::map<std::string, std::string> wanted{{"WTSS_RUN_DATE", "20240229"},
                                                  {"WTSS_RUN_DATE_STD", "2024-02-29"},
                                                  {"WTSS_RUN_MON", "202403"},
                                                  {"WTSS_RUN_MON_END", "202412"},
                                                  {"WTSS_RUN_MON_END_STD", "2024-12"}};
  BOOST_TEST((wtss_environment(context_of("20240229", "17")) == wanted));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::dates
