#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/contract/metastore_thrift_harness.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {
namespace {

using check::MetastoreThriftOptions;
using spi::ObjectAnswer;
using spi::ObjectQuestion;
using spi::Verdict;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

ObjectQuestion question(const std::string& table, const std::string& key, const std::string& value) {
  ObjectQuestion out;
  out.database = "dc";
  out.table = table;
  if (!key.empty()) out.spec = {{key, value}};
  return out;
}

const ObjectQuestion kThere = question("p_str", "ds", "20240101");

MetastoreThriftOptions quick(const std::vector<int>& ports) {
  MetastoreThriftOptions options = thrift_options(ports);
  options.call_timeout = milliseconds(700);
  options.doubtful_timeout = milliseconds(900);
  options.between_connects = milliseconds(0);
  return options;
}

std::vector<ObjectAnswer> ask(spi::CheckBackend& backend, const std::vector<ObjectQuestion>& questions) {
  auto answers = backend.ask(questions);
  BOOST_REQUIRE_MESSAGE(answers.has_value(), answers.error().message());
  BOOST_REQUIRE_EQUAL(answers->size(), questions.size());
  return *answers;
}

void check_present(const ObjectAnswer& answer) {
  BOOST_CHECK_MESSAGE(answer.verdict == Verdict::present, to_string(answer.verdict) << ": " << answer.evidence);
}

/// The calls that a mini server wrote down.
std::vector<nlohmann::json> calls(const std::string& log) {
  std::vector<nlohmann::json> out;
  std::ifstream file(log);
  for (std::string line; std::getline(file, line);) {
    auto entry = nlohmann::json::parse(line);
    BOOST_CHECK_MESSAGE(!entry.contains("refused"), line);
    if (entry.contains("call")) out.push_back(std::move(entry));
  }
  return out;
}

/// A port where nobody listens.
int closed_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  BOOST_REQUIRE_EQUAL(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  BOOST_REQUIRE_EQUAL(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(fd);
  return ntohs(address.sin_port);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metastore_thrift_trouble)

BOOST_AUTO_TEST_CASE(a_server_that_never_answers_or_only_drips_holds_nobody_beyond_the_time_limit) {
  for (const char* const behaviour : {"hang", "drip"}) {
    MiniServer server("hms", {"--behave", behaviour});
    const auto backend = check::make_metastore_thrift(quick({server.port()}));
    const auto begun = steady_clock::now();
    const auto answers = backend->ask({kThere});
    BOOST_CHECK_MESSAGE(!answers.has_value(), behaviour);
    BOOST_CHECK(steady_clock::now() - begun < milliseconds(10'000));
  }
}

BOOST_AUTO_TEST_CASE(whatever_bytes_come_back_end_in_an_error_and_no_verdict) {
  const std::vector<std::string> replies = {
      "",                                  // closes
      "48545450",                          // HTTP
      "80010002",                          // cut off
      "800100027fffffff61",                // a name of 2 GiB
      "80010002ffffffff61",                // a negative length
      "8001000200000003666f6f0000000000",  // another method
      "80010009000000036765740000000000",  // an unknown kind of message
      "80010002000000176765745f706172746974696f6e735f62795f6e616d6573000000010f00000c7fffffff",  // 2 G partitions
      std::string("8001000300000003666f6f000000000b00017fffffff"),  // an error text of 2 GiB
      "80010002000000096765745f7461626c65" + std::string(8, '0') +
          [] {  // deeper than any struct
            std::string deep;
            for (int i = 0; i < 300; ++i) deep += "0c0063";
            return deep;
          }(),
  };
  for (const std::string& reply : replies) {
    MiniServer server("hms", {"--behave", reply.empty() ? "close" : "bytes:" + reply});
    const auto backend = check::make_metastore_thrift(quick({server.port()}));
    const auto answers = backend->ask({kThere});
    BOOST_CHECK_MESSAGE(!answers.has_value() || answers->front().verdict == Verdict::unknown, reply);
  }
}

BOOST_AUTO_TEST_CASE(the_second_metastore_answers_when_the_first_is_gone_or_silent) {
  MiniServer silent("hms", {"--behave", "hang"}), good("hms", {});
  for (const int first : {silent.port(), closed_port()}) {
    const auto backend = check::make_metastore_thrift(quick({first, good.port()}));
    check_present(ask(*backend, {kThere}).front());
    const auto connects = backend->counts().connects;
    check_present(ask(*backend, {kThere}).front());
    BOOST_CHECK_EQUAL(backend->counts().connects, connects);  // it stays where it was answered
  }
}

BOOST_AUTO_TEST_CASE(a_metastore_that_was_restarted_is_asked_again_in_the_same_batch) {
  auto server = std::make_unique<MiniServer>("hms", std::vector<std::string>{});
  const int port = server->port();
  const auto backend = check::make_metastore_thrift(quick({port}));
  check_present(ask(*backend, {kThere}).front());
  server.reset();
  BOOST_CHECK(!backend->ask({kThere}).has_value());
  server = std::make_unique<MiniServer>("hms", std::vector<std::string>{"--port", std::to_string(port)});
  check_present(ask(*backend, {kThere}).front());
}

BOOST_AUTO_TEST_CASE(a_metastore_that_is_down_is_tried_once_a_second_at_most) {
  MetastoreThriftOptions options = quick({closed_port()});
  options.between_connects = milliseconds(60'000);
  const auto backend = check::make_metastore_thrift(options);
  for (int i = 0; i < 20; ++i) BOOST_CHECK(!backend->ask({kThere}).has_value());
  BOOST_CHECK_EQUAL(backend->counts().connects, 1);
}

BOOST_AUTO_TEST_CASE(two_thousand_waiters_of_a_table_share_a_handful_of_calls) {
  MiniServer server("hms", {});
  const auto backend = check::make_metastore_thrift(thrift_options({server.port()}));
  std::vector<ObjectQuestion> questions(1'000, kThere);
  for (int i = 0; i < 1'000; ++i) questions.push_back(question("p_str", "ds", "19" + std::to_string(100'000 + i)));
  const auto answers = ask(*backend, questions);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    BOOST_REQUIRE_EQUAL(to_string(answers[i].verdict), to_string(i < 1'000 ? Verdict::present : Verdict::absent));
  }
  BOOST_CHECK_LE(backend->counts().calls, 6);
}

BOOST_AUTO_TEST_CASE(what_a_release_lacks_is_found_out_once) {
  for (const char* const generation : {"2.3", "4.0"}) {
    TempDir dir;
    MiniServer server("hms", {"--generation", generation, "--log", dir / "log"});
    const auto backend = check::make_metastore_thrift(thrift_options({server.port()}));
    for (int i = 0; i < 10; ++i) check_present(ask(*backend, {kThere}).front());
    BOOST_CHECK_LE(calls(dir / "log").size(), 22);  // two for each look, and two probes
  }
}

BOOST_AUTO_TEST_CASE(a_name_outside_latin1_is_asked_apart_and_not_again) {
  TempDir dir;
  MiniServer server("hms", {"--generation", "4.0", "--odd", "0.3", "--log", dir / "log"});
  const auto backend = check::make_metastore_thrift(thrift_options({server.port()}));
  const std::vector<ObjectQuestion> questions = {question("p_uni", "city", "beijing"),
                                                 question("p_uni", "city", "\xE5\x8C\x97\xE4\xBA\xAC"),
                                                 question("p_uni", "city", "\xE4\xB8\x8A\xE6\xB5\xB7")};
  for (int i = 0; i < 3; ++i) {
    const auto answers = ask(*backend, questions);
    check_present(answers[0]);
    BOOST_CHECK_EQUAL(to_string(answers[1].verdict), to_string(Verdict::absent));
    BOOST_CHECK_EQUAL(to_string(answers[2].verdict), to_string(Verdict::absent));
  }
  int odd = 0;
  for (const auto& entry : calls(dir / "log")) {
    const std::string text = entry.dump();
    if (text.find("city=\xE5") == std::string::npos && text.find("city=\xE4") == std::string::npos) continue;
    ++odd;
    BOOST_CHECK_MESSAGE(text.find("beijing") == std::string::npos, text);
  }
  BOOST_CHECK_EQUAL(odd, 1);
}

BOOST_AUTO_TEST_CASE(a_name_that_blocks_longer_than_the_limit_is_unknown_and_harms_no_neighbour) {
  MiniServer server("hms", {"--generation", "4.0", "--odd", "20"});
  const auto backend = check::make_metastore_thrift(quick({server.port()}));
  const std::vector<ObjectQuestion> questions = {question("p_uni", "city", "\xE5\x8C\x97\xE4\xBA\xAC"),
                                                 question("p_uni", "city", "beijing")};
  for (int i = 0; i < 3; ++i) {
    const auto answers = ask(*backend, questions);
    BOOST_CHECK_EQUAL(to_string(answers[0].verdict), to_string(Verdict::unknown));
    check_present(answers[1]);
  }
}

BOOST_AUTO_TEST_CASE(one_name_that_the_server_cannot_take_does_not_spoil_a_shared_call) {
  MiniServer server("hms", {"--behave", "once:partitions"});
  const auto backend = check::make_metastore_thrift(thrift_options({server.port()}));
  std::vector<ObjectQuestion> questions(20, kThere);
  for (int i = 0; i < 20; ++i) questions.push_back(question("p_str", "ds", "x" + std::to_string(i)));
  questions.push_back(question("p_str", "ds", "spoil"));
  const auto answers = ask(*backend, questions);
  for (std::size_t i = 0; i < 20; ++i) check_present(answers[i]);
  BOOST_CHECK_NE(to_string(answers.back().verdict), to_string(Verdict::present));
}

BOOST_AUTO_TEST_CASE(a_table_without_a_spec_asks_for_its_newest_partition) {
  MiniServer server("hms", {});
  MetastoreThriftOptions options = thrift_options({server.port()});
  options.newest_of_partial = true;
  const auto backend = check::make_metastore_thrift(options);
  const auto answers = ask(*backend, {question("p_order", "", ""), question("p_none", "", ""),
                                      question("p_two", "ds", "20240102"), question("p_two", "ds", "20240109")});
  check_present(answers[0]);
  BOOST_CHECK_MESSAGE(answers[0].evidence.find("ds=9") != std::string::npos, answers[0].evidence);
  BOOST_CHECK_EQUAL(to_string(answers[1].verdict), to_string(Verdict::absent));
  check_present(answers[2]);
  BOOST_CHECK_MESSAGE(answers[2].evidence.find("hh=11") != std::string::npos, answers[2].evidence);
  BOOST_CHECK_EQUAL(to_string(answers[3].verdict), to_string(Verdict::absent));
}

BOOST_AUTO_TEST_CASE(writes_that_are_not_committed_are_not_called_data) {
  MiniServer server("hms", {});
  const auto backend = check::make_metastore_thrift(thrift_options({server.port()}));
  for (const char* const day : {"20240101", "20240102", "20240103"}) {
    ObjectQuestion asked = question("acid_io", "ds", day);
    check_present(ask(*backend, {asked}).front());
    asked.rung = spi::Rung::stats;
    BOOST_CHECK_EQUAL(to_string(ask(*backend, {asked}).front().verdict), to_string(Verdict::unknown));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
