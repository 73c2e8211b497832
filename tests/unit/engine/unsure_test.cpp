// What happens when an answer is lost: of the store, or of a backend.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <future>
#include <map>

#include "tests/unit/engine/engine_rig.h"

using namespace aiep;
using namespace aiep::engine;
using namespace aiep::test;

namespace {

/// Does something between the insertion of a run and the word of it to the engine.
struct HookedStore final : MemoryStore {
  std::function<void()> inserted;
  Result<spi::RunInserted> insert_run(const spi::RunDetail& detail, const std::vector<EventRecord>& events) override {
    auto result = MemoryStore::insert_run(detail, events);
    if (inserted) inserted();
    return result;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(engine_unsure, EngineRig)

BOOST_AUTO_TEST_CASE(a_run_that_a_claim_found_first_is_not_read_again_over_what_was_ordered) {
  const auto hooked = std::make_shared<HookedStore>();
  store = hooked;
  restart();
  std::atomic<int> refused{0};
  hooked->inserted = [&] {
    store->set_fault([&]() -> std::optional<MemoryStore::Fault> {
      ++refused;
      return MemoryStore::Fault{error_of(ErrorKind::unavailable), false};
    });
    pass(Millis(59'000));  // a claim is due; it finds the run, whose first order then waits for the write
    for (int i = 0; i < 200 && refused == 0; ++i) (void)engine->wait_events("none", 0, Millis(10));
  };
  const std::string id = run(request(yaml(kOne)));
  BOOST_REQUIRE(refused > 0);
  // While the clock stands nothing is ordered anew, so the stop meets what was read again or was not.
  auto stopped = std::async(std::launch::async, [&] { (void)engine->stop_run(id, "lena", ""); });
  for (int i = 0; i < 10; ++i) (void)engine->wait_events("none", 0, Millis(10));
  store->set_fault(nullptr);
  pass_in_steps(Millis(20'000), Millis(1'000), [&] { return backend->created("a") == 1; });
  pass_in_steps(Millis(20'000), Millis(1'000), [&] { return store->get_run(id)->run.state == State::cancelled; });
  until_run(id, State::cancelled);
  BOOST_TEST(backend->created("a") == 1);
  BOOST_TEST(backend->alive() == 0);
}

BOOST_AUTO_TEST_CASE(a_write_that_was_done_but_reported_as_failed_happens_once) {
  int faults = 2;
  store->set_fault([&]() -> std::optional<MemoryStore::Fault> {
    if (faults-- <= 0) return std::nullopt;
    return MemoryStore::Fault{error_of(ErrorKind::outcome_unknown), true};
  });
  const std::string id = run(request(yaml(kChain)));
  for (int i = 0; i < 40 && backend->created("a") == 0; ++i) {
    pass(Millis(6'000));
    engine->wait_events(id, 1'000'000, Millis(10)).value();
  }
  backend->end("a", spi::Phase::succeeded);
  until_node(id, "b", State::running);
  backend->end("b", spi::Phase::succeeded);
  until_run(id, State::succeeded);
}

BOOST_AUTO_TEST_CASE(a_write_that_was_done_and_reported_failed_is_not_done_twice) {
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::running);
  store->set_fault([] { return MemoryStore::Fault{error_of(ErrorKind::outcome_unknown), true}; });
  backend->end("a", spi::Phase::succeeded);
  until_run(id, State::succeeded);
  BOOST_TEST(engine->open_run_count() == 1);  // the engine does not know it yet
  store->set_fault(nullptr);
  for (int i = 0; i < 20 && engine->open_run_count() > 0; ++i) {
    pass(Millis(6'000));
    engine->wait_events(id, 1'000'000, Millis(10)).value();
  }
  BOOST_TEST(engine->open_run_count() == 0);
  std::map<std::string, int> seen;
  const auto events = store->events(id, 0, 0).value();  // named: the loop must not outlive it
  for (const EventRecord& event : events) {
    if (event.event == "state") ++seen[event.node + ":" + event.to];
  }
  for (const auto& [what, times] : seen) BOOST_TEST(times == 1, what << " came " << times << " times");
}

BOOST_AUTO_TEST_CASE(an_order_that_may_have_arrived_is_never_given_up) {
  backend->fail_create({error_of(ErrorKind::outcome_unknown), true});
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::unknown);
  backend->set_away(true);
  pass_in_steps(Millis(40 * 60'000), Millis(31'000), [&] { return node(id, "a") != State::unknown; });
  BOOST_CHECK(node(id, "a") == State::unknown);
  backend->set_away(false);
  pass_in_steps(Millis(120'000), Millis(31'000), [&] { return node(id, "a") == State::running; });
  until_node(id, "a", State::running);
  BOOST_TEST(backend->created("a") == 1);
  BOOST_TEST(store->get_run(id)->tasks[0].attempt == 1);
}

BOOST_AUTO_TEST_CASE(nor_is_one_that_was_under_way_when_the_server_ended) {
  backend->fail_create({error_of(ErrorKind::unavailable), true});
  const std::string id = run(request(yaml(kOne)));
  until(
      id, [&] { return backend->created("a") == 1; }, "created");
  backend->set_away(true);
  restart();
  pass_in_steps(Millis(40 * 60'000), Millis(31'000), [&] { return is_terminal(node(id, "a")); });
  BOOST_CHECK(node(id, "a") == State::unknown);
  backend->set_away(false);
  pass_in_steps(Millis(120'000), Millis(31'000), [&] { return node(id, "a") == State::running; });
  until_node(id, "a", State::running);
  BOOST_TEST(backend->created("a") == 1);
}

BOOST_AUTO_TEST_CASE(one_that_certainly_never_left_has_its_patience) {
  backend->set_away(true);
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::submitting);
  pass_in_steps(Millis(14 * 60'000), Millis(31'000), [&] { return is_terminal(node(id, "a")); });
  BOOST_CHECK(node(id, "a") == State::submitting);
  pass_in_steps(Millis(3 * 60'000), Millis(31'000), [&] { return is_terminal(node(id, "a")); });
  until_run(id, State::failed);
  BOOST_TEST(backend->created("a") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
