#include <boost/test/unit_test.hpp>

#include "adapters/generic/host.h"

namespace {

using namespace aiep;

spi::Environment environment(const std::string& attempt = "2") {
  return {{"AIEP_OUTER_SYSTEM", "cron"},  {"AIEP_OUTER_EXECUTION", "16777217"},
          {"AIEP_OUTER_PROJECT", "p"},    {"AIEP_OUTER_FLOW", "f"},
          {"AIEP_OUTER_JOB", "j"},        {"AIEP_OUTER_ATTEMPT", attempt},
          {"AIEP_OUTER_LINK", "http://c"}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generic_host)

BOOST_AUTO_TEST_CASE(variables_tell_who_we_are) {
  const auto host = generic::make_host();
  const auto me = host->who_am_i(environment(), "");
  BOOST_REQUIRE(me.has_value());
  const OuterIdentity& who = me->identity;
  BOOST_TEST((who.system + who.project + who.flow + who.execution + who.job) == "cronpf16777217j");
  BOOST_TEST(who.attempt == 2);
  BOOST_TEST(me->link == "http://c");
  BOOST_TEST(host->who_am_i({{"AIEP_OUTER_SYSTEM", "s"}, {"AIEP_OUTER_EXECUTION", "1"}}, "")->identity.attempt == 0);
}

BOOST_AUTO_TEST_CASE(no_marks_are_nobody_and_bad_marks_are_named) {
  const auto host = generic::make_host();
  BOOST_TEST((host->who_am_i({}, "").error().kind == ErrorKind::not_found));
  for (const char* needed : {"AIEP_OUTER_SYSTEM", "AIEP_OUTER_EXECUTION"}) {
    spi::Environment less = environment();
    less.erase(needed);
    const auto refused = host->who_am_i(less, "");
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().kind == ErrorKind::invalid_argument));
    BOOST_TEST(refused.error().message().find(needed) != std::string::npos);
  }
  for (const char* bad : {"two", "-1", "1.5", "1 ", "99999999999999999999", "1000001"}) {
    const auto refused = host->who_am_i(environment(bad), "");
    BOOST_REQUIRE_MESSAGE(!refused.has_value(), bad);
    BOOST_TEST(refused.error().message().find("AIEP_OUTER_ATTEMPT") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(it_keeps_all_exit_codes_and_knows_nothing_of_kills) {
  const auto host = generic::make_host();
  BOOST_TEST(host->exit_code({State::succeeded}) == 0);
  BOOST_TEST(host->exit_code({State::failed}) == 1);
  BOOST_TEST(host->exit_code({State::lost}) == 1);
  BOOST_TEST(host->exit_code({State::cancelled}) == 8);
  BOOST_TEST(host->exit_code({State::running}) == 7);
  BOOST_TEST(host->exit_code({}) == 7);
  BOOST_TEST((host->patience() == Millis(30'000)));
  BOOST_TEST((host->said({}).value() == spi::OuterSaid::unknown));
}

BOOST_AUTO_TEST_SUITE_END()
