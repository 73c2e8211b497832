#include "adapters/mock/mock_host.h"

#include <boost/test/unit_test.hpp>

#include "core/base/files.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace aiep;

struct Fixture {
  test::TempDir dir;
  std::shared_ptr<spi::Host> host = mock::make_mock_host(dir / "said");

  Result<spi::OuterExecution> told(const std::string& properties) const {
    BOOST_REQUIRE(write_file_atomically(dir / "p", properties).has_value());
    return host->who_am_i({}, dir / "p");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mock_host, Fixture)

BOOST_AUTO_TEST_CASE(a_property_file_tells_who_we_are) {
  const auto me = told(
      "# made by a test\nsystem=mock\nproject=p\nflow=f\nexecution=16777217\njob=train\nattempt=3\n"
      "link=http://a/?x=1\nparam.run_date=20240228\n");
  BOOST_REQUIRE(me.has_value());
  BOOST_TEST(me->identity.execution == "16777217");
  BOOST_TEST(me->identity.job == "train");
  BOOST_TEST(me->identity.attempt == 3);
  BOOST_TEST(me->link == "http://a/?x=1");
  BOOST_TEST(me->params.at("run_date") == "20240228");
}

BOOST_AUTO_TEST_CASE(other_marks_are_not_ours_and_bad_ones_are_named) {
  BOOST_TEST((host->who_am_i({}, "").error().kind == ErrorKind::not_found));
  BOOST_TEST((told("system=azkaban\nexecution=1\n").error().kind == ErrorKind::not_found));
  BOOST_TEST((told("system=mock\n").error().kind == ErrorKind::invalid_argument));
  BOOST_TEST((told("system=mock\nexecution=1\nattempt=two\n").error().kind == ErrorKind::invalid_argument));
}

BOOST_AUTO_TEST_CASE(it_says_what_the_file_says) {
  OuterIdentity identity;
  identity.execution = "17";
  BOOST_TEST((host->said(identity).value() == spi::OuterSaid::unknown));
  BOOST_REQUIRE(write_file_atomically(dir / "said", "18 killed\n17 running\n17 moved\n").has_value());
  BOOST_TEST((host->said(identity).value() == spi::OuterSaid::moved));
  identity.execution = "19";
  BOOST_TEST((host->said(identity).value() == spi::OuterSaid::unknown));
}

BOOST_AUTO_TEST_CASE(it_keeps_two_exit_codes) {
  BOOST_TEST(host->exit_code({State::succeeded}) == 0);
  for (const auto& end : {spi::RunOutcome{State::failed}, spi::RunOutcome{State::cancelled}, spi::RunOutcome{}}) {
    BOOST_TEST(host->exit_code(end) == 1);
  }
}

BOOST_AUTO_TEST_SUITE_END()
