#include <boost/test/unit_test.hpp>
#include <limits>
#include <set>

#include "core/base/clock.h"
#include "core/base/duration.h"
#include "core/base/ids.h"

using namespace aiep;

BOOST_AUTO_TEST_SUITE(base_text)

BOOST_AUTO_TEST_CASE(durations_that_people_write) {
  const std::pair<const char*, std::int64_t> rows[] = {{"500ms", 500},
                                                       {"30s", 30'000},
                                                       {"10m", 600'000},
                                                       {"2h", 7'200'000},
                                                       {"1d", 86'400'000},
                                                       {"1h30m", 5'400'000},
                                                       {"1d2h3m4s5ms", 93'784'005},
                                                       {"0s", 0},
                                                       {"90m", 5'400'000}};
  for (const auto& [text, ms] : rows) {
    const auto parsed = parse_duration(text);
    BOOST_TEST_REQUIRE(parsed.has_value(), text);
    BOOST_TEST(parsed->count() == ms, text);
    BOOST_TEST((parse_duration(format_duration(*parsed)) == parsed), text);
  }
  BOOST_TEST(format_duration(Millis(5'400'000)) == "1h30m");
  BOOST_TEST(format_duration(Millis(0)) == "0s");
}

BOOST_AUTO_TEST_CASE(durations_that_are_refused) {
  for (const char* text : {"", "5", "s", "1x", "30m1h", "1h1h", "-1s", "+1s", "1.5h", " 1s", "1s ", "1S", "1 s", "1h30",
                           "9223372036854775807d", "99999999999999999999s"}) {
    BOOST_TEST(!parse_duration(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(ids_have_their_format_and_differ) {
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const std::string id = new_experiment_id();
    BOOST_TEST_REQUIRE(id.size() == 32u);
    BOOST_TEST((id.find_first_not_of("0123456789abcdef") == std::string::npos), id);
    BOOST_TEST(id[12] == '4', id);
    BOOST_TEST((std::string("89ab").find(id[16]) != std::string::npos), id);
    seen.insert(id);
  }
  BOOST_TEST(seen.size() == 500u);
  const std::string run = new_run_id();
  BOOST_TEST(run.size() == 9u);
  BOOST_TEST((run.find_first_not_of("0123456789abcdef") == std::string::npos), run);
}

BOOST_AUTO_TEST_CASE(times_are_printed_in_utc_with_milliseconds) {
  BOOST_TEST(to_iso(from_ms(0)) == "1970-01-01T00:00:00.000Z");
  BOOST_TEST(to_iso(from_ms(1'709'222'400'007)) == "2024-02-29T16:00:00.007Z");
  BOOST_TEST(to_iso(from_ms(-1)) == "1969-12-31T23:59:59.999Z");
  BOOST_TEST(to_ms(from_ms(std::numeric_limits<std::int32_t>::max())) == std::numeric_limits<std::int32_t>::max());
}

BOOST_AUTO_TEST_CASE(a_manual_clock_moves_only_when_told) {
  ManualClock clock(from_ms(1000));
  BOOST_TEST(to_ms(clock.now()) == 1000);
  clock.advance(Millis(250));
  BOOST_TEST(to_ms(clock.now()) == 1250);
}

BOOST_AUTO_TEST_SUITE_END()
