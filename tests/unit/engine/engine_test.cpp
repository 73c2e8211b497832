// The engine whole, against a store and a backend under the test's thumb. Steps wait for events of
// the run, never for time; the clock moves by hand.
#include "core/base/messages/engine.h"

#include <boost/test/unit_test.hpp>
#include <mutex>
#include <set>
#include <thread>

#include "tests/unit/engine/engine_rig.h"

using namespace aiep;
using namespace aiep::engine;
using namespace aiep::test;

BOOST_FIXTURE_TEST_SUITE(engine_whole, EngineRig)

BOOST_AUTO_TEST_CASE(a_chain_runs_in_order_and_every_change_is_an_event) {
  const std::string id = run(request(yaml(kChain)));
  until_node(id, "a", State::running);
  BOOST_TEST(backend->created("b") == 0);
  backend->end("a", spi::Phase::succeeded);
  until_node(id, "b", State::running);
  backend->end("b", spi::Phase::succeeded);
  until_run(id, State::succeeded);
  std::vector<std::string> story;
  const auto events = store->events(id, 0, 0);
  for (const EventRecord& event : *events) {
    if (event.event == "state" && event.node == "b") story.push_back(event.from + ">" + event.to);
  }
  const std::vector<std::string> expected{"queued>submitting", "submitting>running", "running>succeeded"};
  BOOST_TEST(story == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_same_key_is_one_run) {
  RunRequest what = request(yaml(kOne));
  what.key = "outer-1";
  std::set<std::string> ids;
  std::vector<std::jthread> callers;
  std::mutex mutex;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      auto accepted = engine->start_run(what, nullptr);
      const std::lock_guard lock(mutex);
      ids.insert(accepted ? accepted->id : accepted.error().message());
    });
  }
  callers.clear();
  BOOST_TEST(ids.size() == 1u);
  until_node(*ids.begin(), "a", State::running);
  BOOST_TEST(backend->created("a") == 1);
}

BOOST_AUTO_TEST_CASE(a_lost_reply_is_looked_up_before_anything_else_is_tried) {
  backend->fail_create({error_of(ErrorKind::outcome_unknown), true});
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::unknown);
  pass(Millis(1'000));
  until_node(id, "a", State::running);
  BOOST_TEST(backend->created("a") == 1);
  BOOST_TEST(store->get_run(id)->tasks[0].attempt == 1);
}

BOOST_AUTO_TEST_CASE(a_lost_request_is_sent_again_under_the_same_key) {
  backend->fail_create({error_of(ErrorKind::outcome_unknown), false});
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::unknown);
  pass(Millis(1'000));
  until_node(id, "a", State::running);
  BOOST_TEST(backend->request("a").key == id + ".0.1");
}

BOOST_AUTO_TEST_CASE(a_backend_that_is_away_fails_nobody) {
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::running);
  backend->fail_get(error_of(ErrorKind::unavailable), 3);
  for (int i = 0; i < 3; ++i) pass(Millis(2'500));
  until_node(id, "a", State::unknown);
  BOOST_CHECK(!is_terminal(store->get_run(id)->run.state));
  for (int i = 0; i < 4; ++i) {
    pass(Millis(2'500));
    engine->wait_events(id, 1'000'000, Millis(20)).value();
  }
  until_node(id, "a", State::running);
}

BOOST_AUTO_TEST_CASE(a_restart_finds_what_runs_and_starts_nothing_twice) {
  const std::string id = run(request(yaml(kChain)));
  until_node(id, "a", State::running);
  restart();
  backend->end("a", spi::Phase::succeeded);
  until_node(id, "b", State::running);
  BOOST_TEST(backend->created("a") == 1);
  restart();
  backend->end("b", spi::Phase::succeeded);
  until_run(id, State::succeeded);
  BOOST_TEST(backend->created("b") == 1);
}

BOOST_AUTO_TEST_CASE(stop_is_recorded_first_and_repeated_until_confirmed) {
  backend->set_cancel(spi::CancelOutcome::accepted);
  const std::string id = run(request(yaml(kChain)));
  until_node(id, "a", State::running);
  BOOST_REQUIRE(engine->stop_run(id, "lena", "wrong data").has_value());
  BOOST_CHECK(store->get_run(id)->run.state == State::cancelling);
  BOOST_CHECK(node(id, "b") == State::cancelled);
  for (int asked = 1; asked <= 3; ++asked) {
    const auto asked_again = [&] {
      pass(Millis(1'100));
      return backend->cancels("a") >= asked;
    };
    until(id, asked_again, "asked again");
  }
  BOOST_CHECK(node(id, "a") == State::cancelling);
  backend->end("a", spi::Phase::cancelled);
  until_run(id, State::cancelled);
  const Status again = engine->stop_run(id, "lena", "");
  BOOST_REQUIRE(!again);
  BOOST_CHECK(again.error().code == messages::kRunAlreadyOver);
}

BOOST_AUTO_TEST_CASE(a_cancel_survives_a_restart) {
  backend->set_cancel(spi::CancelOutcome::unknown);
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::running);
  BOOST_REQUIRE(engine->stop_run(id, "lena", "").has_value());
  until(
      id, [&] { return backend->cancels("a") >= 1; }, "asked");
  engine->stop();
  backend->set_cancel(spi::CancelOutcome::done);
  restart();
  until_run(id, State::cancelled);
}

BOOST_AUTO_TEST_CASE(a_time_out_cancels_and_says_so) {
  const std::string id = run(request(yaml("  - {title: a, type: command, timeout: 30m, with: {run: 'sleep 9999'}}\n")));
  until_node(id, "a", State::running);
  for (int i = 0; i < 40 && !is_terminal(node(id, "a")); ++i) {
    pass(Millis(60'000));
    engine->wait_events(id, 1'000'000, Millis(10)).value();
  }
  until_run(id, State::failed);
  BOOST_TEST(store->get_run(id)->run.reason == "node `a`: timed out after 30m");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back_delays_no_retry) {
  const std::string id = run(request(yaml("  - {title: a, type: command, retries: 1, with: {run: 'true'}}\n")));
  until_node(id, "a", State::running);
  backend->end("a", spi::Phase::failed, "exit code 3");
  until_node(id, "a", State::queued);
  clock->jump(Millis(-3'600'000));
  pass_in_steps(Millis(90'000), Millis(500), [&] { return backend->created("a") == 2; });
  until_node(id, "a", State::running);
  backend->end("a", spi::Phase::succeeded);
  until_run(id, State::succeeded);
}

BOOST_AUTO_TEST_CASE(nothing_starts_that_the_store_did_not_take) {
  store->set_fault([] { return MemoryStore::Fault{error_of(ErrorKind::unavailable), false}; });
  const std::string id = run(request(yaml(kOne)));
  engine->wait_events(id, 1'000'000, Millis(50)).value();
  BOOST_TEST(backend->created("a") == 0);
  store->set_fault(nullptr);
  for (int i = 0; i < 20 && backend->created("a") == 0; ++i) {
    pass(Millis(6'000));
    engine->wait_events(id, 1'000'000, Millis(10)).value();
  }
  until_node(id, "a", State::running);
  BOOST_TEST(backend->created("a") == 1);
}

BOOST_AUTO_TEST_CASE(an_owner_that_was_replaced_writes_nothing_more) {
  const std::string id = run(request(yaml(kOne)));
  until_node(id, "a", State::running);
  store->steal();
  backend->end("a", spi::Phase::failed, "seen by the old owner");
  until(
      id, [&] { return engine->open_run_count() == 0; }, "let go");
  BOOST_CHECK(node(id, "a") == State::running);
}

BOOST_AUTO_TEST_CASE(runs_of_a_server_that_is_gone_are_looked_for_every_few_seconds) {
  const int before = store->claims();
  pass_in_steps(Millis(10'000), Millis(1'000), [&] { return store->claims() >= before + 2; });
  BOOST_TEST(store->claims() >= before + 2);
}

BOOST_AUTO_TEST_CASE(places_of_a_backend_are_not_exceeded) {
  engine->stop();
  backend->set_slots(2);
  restart();
  std::string nodes;
  for (int i = 0; i < 5; ++i) nodes += "  - {title: n" + std::to_string(i) + ", type: command, with: {run: 'true'}}\n";
  const std::string id = run(request(yaml(nodes)));
  until_node(id, "n1", State::running);
  BOOST_TEST(backend->alive() == 2);
  for (int i = 0; i < 5; ++i) {
    until_node(id, "n" + std::to_string(i), State::running);
    BOOST_TEST(backend->alive() <= 2);
    backend->end("n" + std::to_string(i), spi::Phase::succeeded);
  }
  until_run(id, State::succeeded);
}

BOOST_AUTO_TEST_CASE(rerun_from_failed_takes_over_what_succeeded) {
  const std::string first = run(request(yaml(kChain)));
  until_node(first, "a", State::running);
  backend->end("a", spi::Phase::succeeded);
  until_node(first, "b", State::running);
  backend->end("b", spi::Phase::failed, "exit code 1");
  until_run(first, State::failed);
  const auto second = engine->rerun({first, RerunScope::from_failed, "", {}, "lena"});
  BOOST_REQUIRE(second.has_value());
  until_node(*second, "b", State::running);
  BOOST_TEST(backend->created("a") == 1);
  BOOST_CHECK(store->get_run(first)->run.state == State::failed);
  BOOST_TEST(backend->request("b").upstream_results.at("a") == "/nowhere/runs/" + first + "/node0/try1/result");
  backend->end("b", spi::Phase::succeeded);
  until_run(*second, State::succeeded);
  const auto nothing = engine->rerun({*second, RerunScope::from_failed, "", {}, "lena"});
  BOOST_REQUIRE(!nothing);
  BOOST_CHECK(nothing.error().code == messages::kNothingToRerun);
}

BOOST_AUTO_TEST_CASE(rerun_of_one_node_changes_its_variables_and_keeps_the_date) {
  RunRequest what = request(yaml("  - {title: a, type: command, with: {run: 'echo ${rate} ${run_date}'}}\n",
                                 "variables:\n  - {name: rate, type: number, default: 0.1}\n"));
  what.date = "20240229";
  const std::string first = run(what);
  until_node(first, "a", State::running);
  BOOST_TEST(backend->request("a").spec.command.find("echo 0.1 20240229") != std::string::npos);
  backend->end("a", spi::Phase::succeeded);
  until_run(first, State::succeeded);
  pass(Millis(86'400'000L * 3));
  const auto second = engine->rerun({first, RerunScope::node, "a", {{"rate", "0.5"}}, "lena"});
  BOOST_REQUIRE(second.has_value());
  until_node(*second, "a", State::running);
  BOOST_TEST(backend->request("a").spec.command.find("echo 0.5 20240229") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(mark_of_an_ended_run_goes_on_in_a_new_one) {
  const std::string first = run(request(yaml(kChain)));
  until_node(first, "a", State::running);
  backend->end("a", spi::Phase::failed, "exit code 1");
  until_run(first, State::failed);
  const auto second = engine->mark(first, "a", State::succeeded, "lena", "done by hand");
  BOOST_REQUIRE(second.has_value());
  BOOST_TEST(*second != first);
  until_node(*second, "b", State::running);
  BOOST_TEST(backend->created("a") == 1);
  BOOST_CHECK(node(first, "a") == State::failed);
}

BOOST_AUTO_TEST_CASE(a_disabled_node_is_passed_over) {
  const std::string id =
      run(request(yaml("  - {title: a, type: command, disabled: true, with: {run: 'false'}}\n"
                       "  - {title: b, type: command, needs: [a], with: {run: 'true'}}\n")));
  until_node(id, "b", State::running);
  BOOST_CHECK(node(id, "a") == State::skipped);
  BOOST_TEST(backend->created("a") == 0);
}

BOOST_AUTO_TEST_CASE(problems_of_all_nodes_come_at_once) {
  std::vector<flow::Problem> problems;
  const auto accepted =
      engine->start_run(request(yaml("  - {title: a, type: command, with: {rum: 'true'}}\n"
                                     "  - {title: b, type: command, with: {run: 'true', extra: 1}}\n")),
                        &problems);
  BOOST_REQUIRE(!accepted);
  BOOST_TEST(problems.size() == 3u);  // rum unknown, run missing, extra unknown
}

BOOST_AUTO_TEST_CASE(unknown_variables_and_backends_are_refused) {
  RunRequest what = request(yaml(kOne, "variables:\n  - {name: rate, type: number, default: 0.1}\n"));
  what.variables["rat"] = "1";
  auto accepted = engine->start_run(what, nullptr);
  BOOST_REQUIRE(!accepted);
  BOOST_CHECK(accepted.error().code == messages::kVariableUndeclared);
  what.variables = {{"rate", "many"}};
  accepted = engine->start_run(what, nullptr);
  BOOST_REQUIRE(!accepted);
  BOOST_CHECK(accepted.error().code == messages::kVariableNotNumber);
  what.variables.clear();
  what.backend = "mars";
  accepted = engine->start_run(what, nullptr);
  BOOST_REQUIRE(!accepted);
  BOOST_CHECK(accepted.error().code == messages::kBackendUnknown);
}

BOOST_AUTO_TEST_CASE(an_edited_file_updates_a_version_in_development_and_follows_a_closed_one) {
  const std::string first = run(request(yaml(kOne)));
  const std::string second = run(request(yaml(kChain)));
  const auto one = store->get_run(first)->run;
  const auto two = store->get_run(second)->run;
  BOOST_TEST(one.experiment_id == two.experiment_id);
  BOOST_TEST(two.version == 1);
  BOOST_REQUIRE(engine->save_as(one.experiment_id, std::nullopt).has_value());
  BOOST_REQUIRE(store->close_version(one.experiment_id, 2).has_value());
  const std::string third = run(request(yaml(kOne)));
  BOOST_TEST(store->get_run(third)->run.version == 3);
  BOOST_TEST(store->list_versions(one.experiment_id)->size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_wide_fan_in_and_a_long_chain_end) {
  backend->end_at_once(spi::Phase::succeeded);
  std::string nodes = "  - {title: end, type: command, needs: [";
  for (int i = 0; i < 2'000; ++i) nodes += (i > 0 ? ", n" : "n") + std::to_string(i);
  nodes += "], with: {run: 'true'}}\n";
  for (int i = 0; i < 2'000; ++i) {
    nodes += "  - {title: n" + std::to_string(i) + ", type: command, with: {run: 'true'}}\n";
  }
  const std::string wide = run(request(yaml(nodes)));
  until_run(wide, State::succeeded);
  BOOST_TEST(backend->created("end") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
