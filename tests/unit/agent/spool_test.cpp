#include "apps/aiep_node/run/spool.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "apps/aiep_node/run/deliver.h"
#include "core/base/files.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/scripted.h"

namespace aiep::agent {
namespace {

constexpr TimePoint kNow{Millis{1'769'817'600'000}};

SpoolEntry entry(const std::string& execution, TimePoint created = kNow) {
  return {{"unix:/s", "/w", "/w/run/token"}, {"cron", "p", "f", execution, "train", 3}, "TERM", to_ms(created)};
}

struct Fixture {
  aiep::test::TempDir dir;
  Spool spool{dir.path() + "/spool"};
  agent::test::ScriptedPulse pulse{test::Json::object()};
  ManualClock wall{kNow};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(agent_spool, Fixture)

BOOST_AUTO_TEST_CASE(an_entry_comes_back_as_it_was) {
  const auto path = spool.add(entry("e\"1\n训"));
  BOOST_REQUIRE(path.has_value());
  struct stat info {};
  BOOST_REQUIRE(::stat(path->c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0600);
  BOOST_REQUIRE(::stat(spool.folder().c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0700);
  const auto read = Spool::read(*path);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->target.server == "unix:/s");
  BOOST_TEST(read->target.workspace == "/w");
  BOOST_TEST(read->target.token_file == "/w/run/token");
  BOOST_TEST(read->identity.system == "cron");
  BOOST_TEST(read->identity.execution == "e\"1\n训");
  BOOST_TEST(read->identity.job == "train");
  BOOST_TEST(read->identity.attempt == 3);
  BOOST_TEST(read->reason == "TERM");
  BOOST_TEST(read->created_ms == to_ms(kNow));
}

BOOST_AUTO_TEST_CASE(a_folder_that_others_may_write_to_is_refused) {
  BOOST_REQUIRE(make_directories(spool.folder()).has_value());
  BOOST_REQUIRE(::chmod(spool.folder().c_str(), 0777) == 0);
  BOOST_TEST(!spool.add(entry("e")).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_delivered_is_gone) {
  BOOST_REQUIRE(spool.add(entry("a")).has_value());
  BOOST_REQUIRE(spool.add(entry("b")).has_value());
  int tries = 0;
  deliver_all(spool, pulse, wall, [&](const SpoolEntry&) { return ++tries <= 3 ? Sent::away : Sent::delivered; });
  BOOST_TEST(spool.list().empty());
  BOOST_TEST(tries == 5);  // one server: asked once a round while it is away
  BOOST_TEST(pulse.now().count() == 500 + 1'000 + 2'000);
}

BOOST_AUTO_TEST_CASE(what_comes_while_delivering_is_delivered_too) {
  BOOST_REQUIRE(spool.add(entry("a")).has_value());
  std::vector<std::string> sent;
  deliver_all(spool, pulse, wall, [&](const SpoolEntry& one) {
    if (sent.empty()) BOOST_REQUIRE(spool.add(entry("later")).has_value());
    sent.push_back(one.identity.execution);
    return Sent::delivered;
  });
  BOOST_TEST(sent.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_final_and_stays_visible) {
  const auto path = spool.add(entry("a"));
  BOOST_REQUIRE(path.has_value());
  deliver_all(spool, pulse, wall, [](const SpoolEntry&) { return Sent::refused; });
  BOOST_TEST(spool.list().empty());
  BOOST_TEST(::access((*path + ".given-up").c_str(), F_OK) == 0);
}

BOOST_AUTO_TEST_CASE(given_up_after_a_day) {
  const auto path = spool.add(entry("a"));
  BOOST_REQUIRE(path.has_value());
  deliver_all(spool, pulse, wall, [](const SpoolEntry&) { return Sent::away; });
  BOOST_TEST(pulse.now() >= Millis{24 * 3'600'000});
  BOOST_TEST(pulse.now() < Millis{24 * 3'600'000 + 60'000});
  BOOST_TEST(spool.list().empty());
  BOOST_TEST(::access((*path + ".given-up").c_str(), F_OK) == 0);
}

BOOST_AUTO_TEST_CASE(one_that_is_too_old_is_tried_once) {
  BOOST_REQUIRE(spool.add(entry("a", kNow - Millis{25 * 3'600'000})).has_value());
  int tries = 0;
  deliver_all(spool, pulse, wall, [&](const SpoolEntry&) {
    ++tries;
    return Sent::away;
  });
  BOOST_TEST(tries == 1);
  BOOST_TEST(spool.list().empty());
}

BOOST_AUTO_TEST_CASE(a_broken_file_holds_up_nobody) {
  BOOST_REQUIRE(spool.add(entry("a")).has_value());
  BOOST_REQUIRE(write_file_atomically(spool.folder() + "/0000.cancel", "{\"outer\":").has_value());
  int sent = 0;
  deliver_all(spool, pulse, wall, [&](const SpoolEntry&) {
    ++sent;
    return Sent::delivered;
  });
  BOOST_TEST(sent == 1);
  BOOST_TEST(spool.list().empty());
}

BOOST_AUTO_TEST_CASE(only_one_process_delivers) {
  BOOST_REQUIRE(spool.add(entry("a")).has_value());
  const int other = ::open((spool.folder() + "/deliver.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  BOOST_REQUIRE(::flock(other, LOCK_EX | LOCK_NB) == 0);
  int sent = 0;
  const auto send = [&](const SpoolEntry&) {
    ++sent;
    return Sent::delivered;
  };
  deliver_all(spool, pulse, wall, send);
  BOOST_TEST(sent == 0);
  BOOST_TEST(spool.list().size() == 1u);
  ::close(other);
  deliver_all(spool, pulse, wall, send);
  BOOST_TEST(sent == 1);
}

BOOST_AUTO_TEST_CASE(where_it_is) {
  std::map<std::string, std::string> variables;
  const auto environment = [&](const char* name) { return variables[name]; };
  BOOST_TEST(spool_folder("/w", environment) == "/w/spool");
  BOOST_TEST(spool_folder("", environment) == "/var/tmp/aiep-spool-" + std::to_string(::geteuid()));
  variables["HOME"] = "/h/x";
  BOOST_TEST(spool_folder("", environment) == "/h/x/.local/state/aiep-batch/spool");
  variables["XDG_STATE_HOME"] = "/state";
  BOOST_TEST(spool_folder("", environment) == "/state/aiep-batch/spool");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::agent
