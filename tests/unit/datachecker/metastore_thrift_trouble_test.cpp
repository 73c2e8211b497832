#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include "core/base/messages/checker.h"
#include "tests/unit/datachecker/metastore_thrift_fixture.h"

namespace aiep::test {
namespace {

using Clock = std::chrono::steady_clock;
using spi::Verdict;
using namespace std::chrono_literals;

const std::string kBeijing = "\xE5\x8C\x97\xE4\xBA\xAC";

/// Below what a loaded machine needs, far below a hang.
constexpr auto kSoon = 10s;

check::MetastoreThriftOptions quick(const std::vector<int>& ports) {
  auto options = options_for(ports);
  options.connect_timeout = 2s;
  options.call_timeout = 500ms;
  options.doubtful_timeout = 500ms;
  options.between_connects = 0ms;
  return options;
}

void check_down(spi::CheckBackend& backend, const std::string& words) {
  const auto begun = Clock::now();
  const auto answers = backend.ask(questions({"dc.p_str{ds=20240101}"}));
  BOOST_CHECK(Clock::now() - begun < kSoon);
  BOOST_REQUIRE(!answers.has_value());
  BOOST_CHECK(answers.error().code == messages::kThriftDown);
  BOOST_CHECK(answers.error().kind == ErrorKind::unavailable);
  BOOST_CHECK_MESSAGE(answers.error().message().find(words) != std::string::npos, answers.error().message());
}

std::string verdict_of(spi::CheckBackend& backend, const std::string& object) {
  const auto answers = backend.ask({question(object)});
  return answers ? to_string(answers->front().verdict) : answers.error().message();
}

/// A port that nobody listens on.
int dead_port() { return 1; }

}  // namespace

BOOST_AUTO_TEST_SUITE(metastore_thrift_trouble)

BOOST_AUTO_TEST_CASE(a_server_that_never_answers_costs_its_time_out) {
  const MiniMetastore silent("3.1.3", {"--mode", "silent"});
  check_down(*check::make_metastore_thrift(quick({silent.port()})), "no whole answer in time");
}

BOOST_AUTO_TEST_CASE(an_answer_that_drips_ends_at_the_same_time_out) {
  const MiniMetastore drip("3.1.3", {"--mode", "drip"});
  check_down(*check::make_metastore_thrift(quick({drip.port()})), "no whole answer in time");
}

BOOST_AUTO_TEST_CASE(a_server_that_closes_is_told_what_it_may_expect) {
  const MiniMetastore closing("3.1.3", {"--mode", "close"});
  check_down(*check::make_metastore_thrift(quick({closing.port()})), "Kerberos");
  check_down(*check::make_metastore_thrift(quick({dead_port()})), "127.0.0.1:1");
}

BOOST_AUTO_TEST_CASE(a_framed_server_is_asked_framed_and_not_otherwise) {
  const MiniMetastore framed("3.1.3", {"--framed"});
  auto options = quick({framed.port()});
  BOOST_CHECK(!check::make_metastore_thrift(options)->ask(questions({"dc.plain"})).has_value());
  options.framed = true;
  BOOST_CHECK_EQUAL(verdict_of(*check::make_metastore_thrift(options), "dc.plain"), "present");
}

BOOST_AUTO_TEST_CASE(malformed_answers_are_trouble_and_neither_crash_nor_hang) {
  const std::string head = "800100020000000d6765745f7461626c655f72657100000000";
  const std::vector<std::string> answers{
      "00",
      "ffffffff",
      "48545450",                               // HTTP
      "80010002ffffffff",                       // a method name of negative length
      "800100027fffffff",                       // of two gigabytes
      "80020002" + head.substr(8) + "00",       // another version
      "80010002000000036765740000000000",       // another method
      head + "00",                              // no result
      head + "0b0000" + "7fffffff",             // text where a struct belongs
      head + "0c00000c00010f00080c7fffffff",    // a list of two milliards
      head + "0c00000c00010d00090b0b7fffffff",  // a map of two milliards
      head + "0c00000c00010b000cfffffff0",      // a text of negative length
      head + "0c00000c0001630001",              // no such type
  };
  for (const std::string& bytes : answers) {
    BOOST_TEST_CONTEXT(bytes) {
      const MiniMetastore server("3.1.3", {"--mode", "hex:" + bytes});
      auto backend = check::make_metastore_thrift(quick({server.port()}));
      const auto begun = Clock::now();
      const auto reply = backend->ask(questions({"dc.plain"}));
      BOOST_CHECK(Clock::now() - begun < kSoon);
      BOOST_CHECK(!reply.has_value() || reply->front().verdict == Verdict::unknown);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_answer_cut_anywhere_is_trouble) {
  for (const int bytes : {0, 1, 7, 24, 25, 40, 100, 250}) {
    BOOST_TEST_CONTEXT(bytes) {
      const MiniMetastore server("4.0.1", {"--mode", "cut:" + std::to_string(bytes)});
      check_down(*check::make_metastore_thrift(quick({server.port()})), "closed the connection");
    }
  }
}

BOOST_AUTO_TEST_CASE(nested_structs_without_end_are_refused) {
  std::string deep = "800100020000000d6765745f7461626c655f72657100000000";
  for (int i = 0; i < 20'000; ++i) deep += "0c0063";
  const MiniMetastore server("3.1.3", {"--mode", "hex:" + deep});
  auto backend = check::make_metastore_thrift(quick({server.port()}));
  BOOST_CHECK(!backend->ask(questions({"dc.plain"})).has_value());
}

BOOST_AUTO_TEST_CASE(a_server_in_trouble_makes_unknown_and_is_not_asked_for_each_half) {
  const MiniMetastore server("3.1.3", {"--mode", "meta"});
  auto backend = check::make_metastore_thrift(quick({server.port()}));
  const auto answers = backend->ask(questions({"dc.p_str{ds=1}", "dc.plain"}));
  BOOST_REQUIRE(answers.has_value());
  for (const auto& answer : *answers) {
    BOOST_CHECK_EQUAL(to_string(answer.verdict), "unknown");
    BOOST_CHECK_NE(answer.evidence.find("the database is away"), std::string::npos);
  }
  BOOST_CHECK_EQUAL(backend->counts().calls, 2);
}

BOOST_AUTO_TEST_CASE(the_second_server_is_asked_when_the_first_is_dead_silent_or_stopped) {
  const MiniMetastore good("3.1.3"), silent("3.1.3", {"--mode", "silent"}), stopped("3.1.3");
  for (const int first : {dead_port(), silent.port()}) {
    auto backend = check::make_metastore_thrift(quick({first, good.port()}));
    BOOST_CHECK_EQUAL(verdict_of(*backend, "dc.plain"), "present");
    BOOST_CHECK_EQUAL(verdict_of(*backend, "dc.plain"), "present");
    BOOST_CHECK_EQUAL(backend->counts().connects, 2);  // and it stays there
  }
  auto backend = check::make_metastore_thrift(quick({stopped.port(), good.port()}));
  BOOST_CHECK_EQUAL(verdict_of(*backend, "dc.plain"), "present");
  stopped.server().signal(SIGSTOP);
  BOOST_CHECK_EQUAL(verdict_of(*backend, "dc.plain"), "present");
  stopped.server().signal(SIGCONT);
  BOOST_CHECK_EQUAL(backend->counts().connects, 2);
}

BOOST_AUTO_TEST_CASE(a_restarted_server_is_found_again_by_the_next_call) {
  auto first = std::make_unique<MiniMetastore>("3.1.3");
  const int port = first->port();
  auto backend = check::make_metastore_thrift(quick({port}));
  BOOST_CHECK_EQUAL(verdict_of(*backend, "dc.plain"), "present");
  first.reset();
  BOOST_CHECK(!backend->ask(questions({"dc.plain"})).has_value());
  const MiniMetastore second("3.1.3", {"--port", std::to_string(port)});
  BOOST_CHECK_EQUAL(verdict_of(*backend, "dc.plain"), "present");
}

BOOST_AUTO_TEST_CASE(connects_at_most_once_in_the_time_between_two) {
  auto options = quick({dead_port()});
  options.between_connects = 1h;
  auto backend = check::make_metastore_thrift(options);
  const auto begun = Clock::now();
  for (int i = 0; i < 50; ++i) BOOST_CHECK(!backend->ask(questions({"dc.plain"})).has_value());
  BOOST_CHECK_EQUAL(backend->counts().connects, 1);
  BOOST_CHECK(Clock::now() - begun < kSoon);

  const MiniMetastore good("3.1.3");
  options = quick({dead_port(), good.port()});
  options.between_connects = 700ms;
  const auto later = Clock::now();
  BOOST_CHECK_EQUAL(verdict_of(*check::make_metastore_thrift(options), "dc.plain"), "present");
  BOOST_CHECK(Clock::now() - later >= 700ms);  // it waited for the second server
}

BOOST_AUTO_TEST_CASE(text_outside_latin1_is_asked_apart_once_and_spoils_nothing) {
  const MiniMetastore latin1("3.1.3", {"--latin1", "--stall", "100"});
  auto backend = check::make_metastore_thrift(quick({latin1.port()}));
  for (int look = 0; look < 3; ++look) {
    const auto answers = backend->ask(questions({"dc.p_str{ds=" + kBeijing + "}", "dc.p_str{ds=20240101}"}));
    BOOST_REQUIRE(answers.has_value());
    BOOST_CHECK_EQUAL(to_string(answers->at(0).verdict), "absent");
    BOOST_CHECK_EQUAL(to_string(answers->at(1).verdict), "present");
  }
  // Each look one batch; the first one also the text apart and a control that others are digested.
  BOOST_CHECK_EQUAL(latin1.count("call get_partitions_by_names"), 3 + 2);
}

BOOST_AUTO_TEST_CASE(text_that_costs_the_time_out_is_not_asked_again_blindly) {
  const MiniMetastore slow("4.0.1", {"--latin1", "--stall", "3000"});
  auto backend = check::make_metastore_thrift(quick({slow.port()}));
  for (int look = 0; look < 3; ++look) {
    const auto answers = backend->ask(questions({"dc.p_uni{city=" + kBeijing + "}", "dc.p_str{ds=20240101}"}));
    BOOST_REQUIRE_MESSAGE(answers.has_value(), answers.error().message());
    BOOST_CHECK_EQUAL(to_string(answers->at(0).verdict), "unknown");
    BOOST_CHECK_EQUAL(to_string(answers->at(1).verdict), "present");
  }
  BOOST_CHECK_EQUAL(slow.count("call get_partitions_by_names_req"), 3 + 1);
}

BOOST_AUTO_TEST_CASE(text_outside_latin1_is_found_where_the_columns_are_utf8_and_joins_the_batch) {
  const MiniMetastore utf8("4.0.1");
  auto backend = check::make_metastore_thrift(quick({utf8.port()}));
  for (int look = 0; look < 3; ++look) {
    BOOST_CHECK_EQUAL(verdict_of(*backend, "dc.p_uni{city=" + kBeijing + "}"), "absent");
  }
  BOOST_CHECK_EQUAL(utf8.count("call get_partitions_by_names_req"), 3);
}

BOOST_AUTO_TEST_CASE(tls_is_spoken_and_the_servers_name_is_verified) {
  const TempDir folder;
  const std::string key = folder / "key.pem", cert = folder / "cert.pem";
  for (const std::string& name : {std::string("IP:127.0.0.1"), std::string("DNS:elsewhere")}) {
    const std::string make =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName=" + name +
        " -keyout " + key + " -out " + cert + " 2>/dev/null";
    BOOST_REQUIRE_EQUAL(std::system(make.c_str()), 0);
    const MiniMetastore server("3.1.3", {"--tls", cert, key});
    auto options = quick({server.port()});
    options.call_timeout = 5s;
    options.tls = true;
    options.ca_file = cert;
    const std::string verdict = verdict_of(*check::make_metastore_thrift(options), "dc.plain");
    BOOST_CHECK_MESSAGE((verdict == "present") == (name == "IP:127.0.0.1"), verdict);
    options.ca_file = "";  // nobody vouches for it
    BOOST_CHECK(!check::make_metastore_thrift(options)->ask(questions({"dc.plain"})).has_value());
    options.tls = false;
    BOOST_CHECK(!check::make_metastore_thrift(options)->ask(questions({"dc.plain"})).has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
