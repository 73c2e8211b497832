#include <boost/test/unit_test.hpp>

#include "core/base/messages/checker.h"
#include "tests/unit/datachecker/metastore_thrift_fixture.h"

namespace aiep::test {
namespace {

using spi::Rung;
using spi::Verdict;

const std::vector<std::string> kVersions{"2.3.9", "3.1.3", "4.0.1"};

struct Expected {
  std::string object;
  Rung rung;
  Verdict verdict;
};

const std::vector<Expected> kCases{
    {"dc.plain", Rung::exists, Verdict::present},
    {"DC.PLAIN", Rung::exists, Verdict::present},
    {"dc.nope", Rung::exists, Verdict::absent},
    {"nope.nope{ds=1}", Rung::exists, Verdict::absent},
    {"dc.v_view", Rung::exists, Verdict::present},
    {"dc.v_view", Rung::stats, Verdict::unknown},
    {"dc.mv_plain", Rung::exists, Verdict::present},
    {"dc.ice", Rung::stats, Verdict::present},
    {"dc.ice{ds=1}", Rung::exists, Verdict::refused},
    {"dc.plain{ds=1}", Rung::exists, Verdict::refused},
    {"dc.p_str{ds=20240101}", Rung::exists, Verdict::present},
    {"dc.p_str{DS=20240101}", Rung::stats, Verdict::present},
    {"dc.p_str{ds=20240103}", Rung::stats, Verdict::unknown},
    {"dc.p_str{ds=19000101}", Rung::exists, Verdict::absent},
    {"dc.p_str{dt=20240101}", Rung::exists, Verdict::refused},
    {"dc.p_str", Rung::exists, Verdict::present},
    {"dc.p_none", Rung::exists, Verdict::absent},
    {"dc.p_upkey{ds=20240101}", Rung::exists, Verdict::present},
    {"dc.p_two{hh=03/ds=20240101}", Rung::exists, Verdict::present},
    {"dc.p_two{ds=20240101}", Rung::exists, Verdict::refused},
    {"dc.p_esc{v='a/b'}", Rung::exists, Verdict::present},
    {"dc.p_esc{v=a%2fb}", Rung::exists, Verdict::present},
    {"dc.p_esc{v=''}", Rung::exists, Verdict::present},
    {"dc.p_esc{v=caf\xC3\xA9}", Rung::exists, Verdict::present},
    {"dc.p_esc{v=cafe}", Rung::exists, Verdict::absent},
    {"dc.p_esc{v='trail '}", Rung::exists, Verdict::present},
    {"dc.p_esc{v=trail}", Rung::exists, Verdict::absent},  // the server returns the other one
    {"dc.p_uni{city=\xE5\x8C\x97\xE4\xBA\xAC}", Rung::exists, Verdict::absent},
    {"dc.plain", Rung::files, Verdict::refused},
};

std::vector<spi::ObjectAnswer> ask(spi::CheckBackend& backend, const std::vector<spi::ObjectQuestion>& asked) {
  auto answers = backend.ask(asked);
  BOOST_REQUIRE_MESSAGE(answers.has_value(), answers.error().message());
  BOOST_REQUIRE_EQUAL(answers->size(), asked.size());
  return *answers;
}

void compare(const Expected& expected, const spi::ObjectAnswer& answer) {
  BOOST_TEST_CONTEXT(expected.object << " | " << answer.evidence) {
    BOOST_CHECK_EQUAL(to_string(answer.verdict), to_string(expected.verdict));
    BOOST_CHECK(!answer.evidence.empty());
    BOOST_CHECK_EQUAL(answer.missing.empty(), answer.verdict != Verdict::absent);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metastore_thrift)

BOOST_AUTO_TEST_CASE(answers_the_same_from_three_generations_alone_and_in_a_batch) {
  for (const std::string& version : kVersions) {
    BOOST_TEST_CONTEXT(version) {
      const MiniMetastore metastore(version, {"--latin1"});
      auto backend = check::make_metastore_thrift(options_for({metastore.port()}));
      std::vector<spi::ObjectQuestion> all;
      for (const Expected& one : kCases) {
        all.push_back(question(one.object, one.rung));
        compare(one, ask(*backend, {all.back()}).front());
      }
      const auto answers = ask(*backend, all);
      for (std::size_t i = 0; i < kCases.size(); ++i) compare(kCases[i], answers[i]);
      BOOST_CHECK_EQUAL(metastore.count("connect"), 1);
      BOOST_CHECK_EQUAL(metastore.count_of_closed(), 0);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_batch_costs_two_calls_a_table_and_probes_once_a_connection) {
  const MiniMetastore metastore("3.1.3");
  auto options = options_for({metastore.port()});
  options.names_per_call = 400;
  auto backend = check::make_metastore_thrift(options);
  std::vector<spi::ObjectQuestion> all;
  for (int i = 0; i < 2000; ++i) all.push_back(question("dc.p_str{ds=" + std::to_string(i % 1000) + "}"));
  for (int look = 1; look < 4; ++look) {
    ask(*backend, all);
    BOOST_CHECK_EQUAL(metastore.count("call get_table_req"), look);
    BOOST_CHECK_EQUAL(metastore.count("call get_partitions_by_names"), 3 * look);
    BOOST_CHECK_EQUAL(metastore.count("call get_partitions_by_names_req"), 1);
  }
  BOOST_CHECK_EQUAL(backend->counts().calls, 3 * 4 + 1);
  BOOST_CHECK_EQUAL(backend->counts().connects, 1);
}

BOOST_AUTO_TEST_CASE(the_newest_partition_is_the_last_name_and_null_only_alone) {
  const MiniMetastore metastore("4.0.1");
  auto options = options_for({metastore.port()});
  options.newest_of_partial = true;
  auto backend = check::make_metastore_thrift(options);
  BOOST_CHECK_EQUAL(ask(*backend, {question("dc.p_str")}).front().evidence,
                    "the newest partition ds=20240103 is registered");
  BOOST_CHECK_EQUAL(ask(*backend, {question("dc.p_two{ds=20240101}")}).front().evidence,
                    "the newest partition ds=20240101/hh=03 is registered");
  const auto absent = ask(*backend, {question("dc.p_two{ds=19000101}")}).front();
  BOOST_CHECK_EQUAL(absent.missing, "dc.p_two{ds=19000101} (no partition yet)");
  // By bytes the default partition would come before `caf…` and `trail `, and after every digit.
  BOOST_CHECK_EQUAL(ask(*backend, {question("dc.p_esc")}).front().evidence,
                    "the newest partition v=trail  is registered");
  const auto stats = ask(*backend, {question("dc.p_str", Rung::stats)}).front();
  BOOST_CHECK_NE(stats.evidence.find("statistics"), std::string::npos);
}

BOOST_AUTO_TEST_CASE(views_can_be_refused) {
  const MiniMetastore metastore("3.1.3");
  auto options = options_for({metastore.port()});
  options.deny_views = true;
  auto backend = check::make_metastore_thrift(options);
  const auto answers = ask(*backend, questions({"dc.v_view", "dc.mv_plain"}));
  BOOST_CHECK_EQUAL(to_string(answers[0].verdict), "refused");
  BOOST_CHECK_EQUAL(to_string(answers[1].verdict), "present");
}

BOOST_AUTO_TEST_CASE(reads_addresses_and_refuses_what_is_not_built_in) {
  const auto options =
      check::parse_metastore_thrift("thrift://a:1,thrift://b,[::1]:3?framed&ca=/x/ca.pem&newest&deny-views");
  BOOST_REQUIRE(options.has_value());
  BOOST_REQUIRE_EQUAL(options->servers.size(), 3);
  BOOST_CHECK_EQUAL(options->servers[0].port, 1);
  BOOST_CHECK_EQUAL(options->servers[1].host, "b");
  BOOST_CHECK_EQUAL(options->servers[1].port, 9083);
  BOOST_CHECK_EQUAL(options->servers[2].host, "::1");
  BOOST_CHECK(options->framed && options->tls && options->newest_of_partial && options->deny_views);
  BOOST_CHECK_EQUAL(options->ca_file, "/x/ca.pem");
  for (const char* bad :
       {"", "http://a", "thrift://", "thrift://a:0", "thrift://a:65536", "thrift://a:x", "thrift://a,,b",
        "thrift://a/b", "thrift://a?frame", "thrift://a?framed=no", "thrift://user@a", "thrift://[::1]x"}) {
    const auto refused = check::parse_metastore_thrift(bad);
    BOOST_REQUIRE_MESSAGE(!refused.has_value(), bad);
    BOOST_CHECK(refused.error().code == messages::kThriftUrl);
  }
  const auto kerberos = check::parse_metastore_thrift("thrift://a:1?auth=kerberos");
  BOOST_REQUIRE(!kerberos.has_value());
  BOOST_CHECK(kerberos.error().code == messages::kThriftAuth);
  BOOST_CHECK(kerberos.error().kind == ErrorKind::not_supported);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
