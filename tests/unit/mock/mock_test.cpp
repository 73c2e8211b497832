#include <boost/test/unit_test.hpp>

#include "adapters/mock/mock_backend.h"
#include "adapters/mock/script.h"
#include "core/base/messages/backend.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace aiep;
using spi::CancelOutcome;
using spi::Phase;

struct Rig {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(TimePoint(Millis(1'700'000'000'000)));
  std::shared_ptr<spi::Backend> backend = mock::make_mock_backend(clock);

  static spi::TaskRequest request(const std::string& key, const std::string& script) {
    spi::TaskRequest request;
    request.key = key;
    if (!script.empty()) request.spec.env["MOCK"] = script;
    return request;
  }
  std::string make(const std::string& key, const std::string& script) {
    return backend->create(request(key, script)).value();
  }
  Phase phase(const std::string& handle) { return backend->get(handle).value().phase; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mock_backend, Rig)

BOOST_AUTO_TEST_CASE(tasks_end_as_their_script_says) {
  BOOST_CHECK(phase(make("a", "")) == Phase::succeeded);
  BOOST_TEST(*backend->get(make("b", "fail:3")).value().exit_code == 3);
  BOOST_TEST(*backend->get(make("c", "signal:9")).value().signal == 9);
  BOOST_CHECK(phase(make("d", "hang")) == Phase::running);
  BOOST_CHECK(phase(make("e", "cancelled")) == Phase::cancelled);
}

BOOST_AUTO_TEST_CASE(a_delay_is_the_clock_s) {
  const std::string handle = make("a", "waiting:2s,fail");
  BOOST_CHECK(phase(handle) == Phase::waiting_for_data);
  clock->advance(Millis(1'999));
  BOOST_CHECK(phase(handle) == Phase::waiting_for_data);
  clock->advance(Millis(1));
  BOOST_CHECK(phase(handle) == Phase::failed);
}

BOOST_AUTO_TEST_CASE(lost_answers_are_made_or_not_as_told) {
  const auto reply = backend->create(request("a", "lost-reply"));
  BOOST_CHECK(reply.error().kind == ErrorKind::outcome_unknown);
  BOOST_TEST(backend->recover("a").value() == "mock-a");
  const auto lost = backend->create(request("b", "lost-request"));
  BOOST_CHECK(lost.error().kind == ErrorKind::outcome_unknown);
  BOOST_CHECK(backend->recover("b").error().kind == ErrorKind::not_found);
  BOOST_CHECK(phase(make("b", "lost-request")) == Phase::succeeded);
}

BOOST_AUTO_TEST_CASE(looks_fail_as_often_as_told) {
  const std::string handle = make("a", "away:2,unknown-word:1");
  for (int i = 0; i < 2; ++i) BOOST_CHECK(backend->get(handle).error().kind == ErrorKind::unavailable);
  BOOST_CHECK(phase(handle) == Phase::unknown);
  BOOST_CHECK(phase(handle) == Phase::succeeded);
}

BOOST_AUTO_TEST_CASE(cancels_take_as_long_as_told) {
  const std::string slow = make("a", "hang,slow-cancel:2s");
  BOOST_CHECK(backend->cancel(slow).value() == CancelOutcome::accepted);
  clock->advance(Millis(2'000));
  BOOST_CHECK(phase(slow) == Phase::cancelled);
  const std::string deaf = make("b", "hang,deaf");
  (void)backend->cancel(deaf);
  clock->advance(Millis(3'600'000));
  BOOST_CHECK(phase(deaf) == Phase::running);
  BOOST_CHECK(backend->cancel(make("c", "")).value() == CancelOutcome::done);
  BOOST_CHECK(phase("mock-c") == Phase::succeeded);
}

BOOST_AUTO_TEST_CASE(a_state_file_makes_recover_honest_over_a_restart) {
  test::TempDir dir;
  backend = mock::make_mock_backend(clock, {dir / "mock.txt"});
  make("a", "hang");
  backend = mock::make_mock_backend(clock, {dir / "mock.txt"});
  BOOST_TEST(backend->recover("a").value() == "mock-a");
  BOOST_CHECK(phase("mock-a") == Phase::running);
  BOOST_CHECK(backend->recover("z").error().kind == ErrorKind::not_found);
}

BOOST_AUTO_TEST_CASE(words_that_are_not_understood_are_named) {
  for (const char* script : {"explode", "fail:x", "delay:5", "lost-reply:1", ",", "signal"}) {
    const auto refused = mock::parse_script(script);
    BOOST_REQUIRE_MESSAGE(!refused.has_value(), script);
    BOOST_CHECK(refused.error().code == messages::kMockScript);
  }
}

BOOST_AUTO_TEST_SUITE_END()
