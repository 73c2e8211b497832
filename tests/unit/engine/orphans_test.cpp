// What lives without a run is found, and adopted or killed.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "core/base/messages/engine.h"
#include "tests/unit/engine/engine_rig.h"

using namespace aiep;
using aiep::test::EngineRig;
using aiep::test::error_of;
using aiep::test::kOne;

namespace {

struct OrphanFixture : EngineRig {
  /// A task of the backend that no store ever heard of.
  void plant(const std::string& key, const std::string& title) {
    spi::TaskRequest request;
    request.key = key;
    request.spec.title = title;
    BOOST_REQUIRE(backend->create(request).has_value());
  }
  std::vector<std::string> keys() {
    std::vector<std::string> found;
    const auto orphans = engine->orphans().value();  // named: the loop must not outlive it
    for (const engine::Orphan& orphan : orphans) found.push_back(orphan.key);
    return found;
  }
};

using Keys = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(orphans, OrphanFixture)

BOOST_AUTO_TEST_CASE(what_an_open_run_waits_for_is_no_orphan) {
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::running);
  BOOST_TEST(keys().empty());
}

BOOST_AUTO_TEST_CASE(a_task_of_an_unknown_run_is_one_until_it_ends) {
  plant("0a0a0a0a0.0.1", "ghost");
  const auto found = engine->orphans().value();
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].key == "0a0a0a0a0.0.1");
  BOOST_TEST(found[0].backend == "local");
  BOOST_TEST(found[0].run_id == "");
  BOOST_TEST(found[0].why == "this store knows no run 0a0a0a0a0");
  backend->end("ghost", spi::Phase::succeeded);
  BOOST_TEST(keys().empty());
}

BOOST_AUTO_TEST_CASE(a_backend_that_cannot_be_asked_is_an_error_not_an_empty_list) {
  backend->set_away(true);
  BOOST_TEST(!engine->orphans().has_value());
}

BOOST_AUTO_TEST_CASE(a_task_that_lives_on_after_its_attempt_ended_is_one) {
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::running);
  backend->end("a", spi::Phase::failed, "exit code 3");
  until_run(id, State::failed);
  backend->end("a", spi::Phase::running);  // the backend had been wrong
  const auto found = engine->orphans().value();
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_TEST(found[0].run_id == id);
  BOOST_TEST(found[0].node == "a");
  BOOST_TEST(found[0].why == "its attempt ended as failed: exit code 3");
  restart();  // the sweep at start writes it down, once
  restart();
  const auto told = [&] {
    const auto events = store->events(id, 0, 0).value();
    return std::count_if(events.begin(), events.end(), [](const EventRecord& e) { return e.event == "orphan"; });
  };
  until(
      id, [&] { return told() == 1; }, "told");
  until(
      id, [&] { return engine->orphan_count() == 1; }, "counted");
}

BOOST_AUTO_TEST_CASE(a_kill_is_repeated_until_done_and_then_there_is_none) {
  plant("0a0a0a0a0.0.1", "ghost");
  backend->set_cancel(spi::CancelOutcome::accepted);
  BOOST_CHECK(engine->kill_orphan("0a0a0a0a0.0.1", "lena", "").value() == spi::CancelOutcome::accepted);
  backend->set_cancel(spi::CancelOutcome::done);
  BOOST_CHECK(engine->kill_orphan("0a0a0a0a0.0.1", "lena", "").value() == spi::CancelOutcome::done);
  const auto again = engine->kill_orphan("0a0a0a0a0.0.1", "lena", "");
  BOOST_REQUIRE(!again.has_value());
  BOOST_CHECK(again.error().code == messages::kNoSuchOrphan);
}

BOOST_AUTO_TEST_CASE(what_is_owned_cannot_be_killed_as_an_orphan) {
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::running);
  BOOST_TEST(!engine->kill_orphan(id + ".0.1", "lena", "").has_value());
  BOOST_TEST(backend->cancels("a") == 0);
}

BOOST_AUTO_TEST_CASE(an_adopted_one_is_followed_to_its_end_by_a_run_of_its_own) {
  plant("0a0a0a0a0.0.1", "ghost");
  const std::string id = engine->adopt_orphan("0a0a0a0a0.0.1", "lena", "let it finish").value();
  BOOST_TEST(keys().empty());
  restart();  // the adoption is in the store
  BOOST_TEST(keys().empty());
  BOOST_TEST(!engine->adopt_orphan("0a0a0a0a0.0.1", "lena", "").has_value());
  backend->end("ghost", spi::Phase::failed, "exit code 9");
  pass(Millis(2'500));
  until_run(id, State::failed);
  BOOST_TEST(backend->created("ghost") == 1);
}

BOOST_AUTO_TEST_CASE(an_adopted_one_is_ended_by_stopping_its_run) {
  plant("0a0a0a0a0.0.1", "ghost");
  const std::string id = engine->adopt_orphan("0a0a0a0a0.0.1", "lena", "").value();
  BOOST_REQUIRE(engine->stop_run(id, "lena", "").has_value());
  until_run(id, State::cancelled);
  BOOST_TEST(backend->cancels("ghost") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
