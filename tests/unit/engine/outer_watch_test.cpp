// Silent agents: who is given up, when, and what is done about it.
#include "core/base/messages/engine.h"
#include "tests/unit/engine/outer_rig.h"

namespace {

using namespace aiep;
using namespace aiep::engine;
using test::OuterRig;

struct WatchRig : OuterRig {
  std::string start(LostPolicy policy) {
    OuterAttach first = request(1, "x");
    first.on_lost = policy;
    const std::string id = attach(first).run->id;
    until_created(id, "a", 1);
    watch->sweep();
    return id;
  }
  bool asked_to_end(const std::string& id) { return run(id).cancel_requested_at.has_value(); }
};

constexpr Millis kLease{60'000};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(outer_watch, WatchRig)

BOOST_AUTO_TEST_CASE(a_silent_agent_is_given_up_after_its_lease_and_the_run_cancelled) {
  const std::string id = start(LostPolicy::cancel);
  pass(kLease - Millis(1'000));
  BOOST_TEST(!asked_to_end(id));
  BOOST_TEST(watch->held() == 1);
  pass(Millis(2'000));
  until_run(id, State::cancelled);
  BOOST_TEST(watch->held() == 0);
  BOOST_TEST(count(id, "owner-lost") == 1);
  BOOST_TEST(reason_of(id, "owner-lost") ==
             "no sign of life of azkaban execution 17 job train, attempt 1 for 1m; azkaban says: unknown;"
             " policy: cancel; the run is cancelled");
  pass(kLease * 3);
  BOOST_TEST(count(id, "owner-lost") == 1);
  BOOST_TEST(host->asked == 1);
}

BOOST_AUTO_TEST_CASE(an_agent_that_renews_is_never_given_up) {
  const std::string id = start(LostPolicy::cancel);
  for (int i = 0; i < 10; ++i) {
    pass(kLease - Millis(1'000));
    BOOST_REQUIRE(engine->renew(who(1), "x").has_value());
  }
  BOOST_TEST(count(id, "owner-lost") == 0);
}

BOOST_AUTO_TEST_CASE(kept_runs_go_on) {
  for (const LostPolicy policy : {LostPolicy::keep, LostPolicy::keep_and_adopt}) {
    OuterRig other;
    OuterAttach first = other.request(1, "x");
    first.on_lost = policy;
    const std::string id = other.attach(first).run->id;
    other.watch->sweep();
    other.pass(kLease * 3);
    BOOST_TEST(other.count(id, "owner-lost") == 1);
    BOOST_TEST(!other.run(id).cancel_requested_at.has_value());
    BOOST_TEST(other.watch->held() == 0);
    const std::string wanted = policy == LostPolicy::keep ? "waiting" : "adopted";
    BOOST_TEST(to_string(other.attach(2, "y").decision) == wanted);
  }
}

BOOST_AUTO_TEST_CASE(an_agent_that_comes_back_owns_again_and_can_be_lost_again) {
  const std::string id = start(LostPolicy::keep_and_adopt);
  pass(kLease + Millis(1'000));
  BOOST_TEST(count(id, "owner-lost") == 1);
  BOOST_REQUIRE(engine->renew(who(1), "x").has_value());
  pass(kLease - Millis(1'000));
  BOOST_TEST(count(id, "owner-lost") == 1);
  BOOST_TEST(watch->held() == 1);
  pass(Millis(3'000));
  BOOST_TEST(count(id, "owner-lost") == 2);
}

BOOST_AUTO_TEST_CASE(an_hour_on_the_wall_clock_is_no_silence) {
  const std::string id = start(LostPolicy::cancel);
  // So many that the longest step of the watch, counted for each, would be a lease.
  for (int i = 0; i < 20; ++i) {
    clock->jump(i % 4 == 3 ? Millis(-7'200'000) : Millis(3'600'000));
    pass(Millis(1'000));
    BOOST_TEST(count(id, "owner-lost") == 0);
  }
  BOOST_TEST(!asked_to_end(id));
}

BOOST_AUTO_TEST_CASE(an_outage_of_the_server_is_no_silence) {
  const std::string id = start(LostPolicy::cancel);
  // Down for a day, then up for most of a lease, five times.
  for (int i = 0; i < 5; ++i) {
    engine->stop();
    clock->advance(Millis(86'400'000));
    restart();
    pass(kLease - Millis(1'000));
    BOOST_TEST(count(id, "owner-lost") == 0);
  }
  pass(Millis(3'000));
  BOOST_TEST(count(id, "owner-lost") == 1);
}

BOOST_AUTO_TEST_CASE(a_server_that_was_stopped_has_not_watched) {
  const std::string id = start(LostPolicy::cancel);
  // SIGSTOP for an hour: one long step between two sweeps.
  for (int i = 0; i < 5; ++i) {
    clock->advance(Millis(3'600'000));
    watch->sweep();
  }
  BOOST_TEST(count(id, "owner-lost") == 0);
}

BOOST_AUTO_TEST_CASE(what_the_outer_system_says_goes_first) {
  const std::string id = start(LostPolicy::keep);
  for (const spi::OuterSaid alive : {spi::OuterSaid::running, spi::OuterSaid::moved}) {
    host->answer = alive;
    pass(kLease * 2);
    BOOST_TEST(count(id, "owner-lost") == 0);
    BOOST_TEST(watch->held() == 1);
  }
  BOOST_TEST(host->asked > 4);
  BOOST_TEST(host->asked < 40);
  // A kill is a kill, whatever the policy.
  host->answer = spi::OuterSaid::killed;
  pass(Millis(11'000));
  until_run(id, State::cancelled);
  BOOST_TEST(count(id, "owner-lost") == 1);
  BOOST_TEST(reason_of(id, "owner-lost").find("says: killed; policy: keep; the run is cancelled") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_execution_that_is_gone_is_a_case_for_the_policy) {
  host->answer = spi::OuterSaid::gone;
  const std::string id = start(LostPolicy::keep_and_adopt);
  pass(kLease * 2);
  BOOST_TEST(count(id, "owner-lost") == 1);
  BOOST_TEST(!asked_to_end(id));
}

BOOST_AUTO_TEST_CASE(the_policy_is_carried_out_by_the_next_server) {
  const std::string id = start(LostPolicy::cancel);
  // Lost, and the server died before the run was asked to end.
  const auto refuse = [](const std::string&, const std::string&, const std::string&) -> Status {
    return make_error(messages::kEngineStopped);
  };
  watch = std::make_unique<OuterWatch>(outers(), *registry, *clock, refuse, Millis(0));
  pass(kLease + Millis(3'000));
  BOOST_TEST(count(id, "owner-lost") == 1);
  BOOST_TEST(!asked_to_end(id));
  restart();
  until_run(id, State::cancelled);
  BOOST_TEST(count(id, "owner-lost") == 1);
}

BOOST_AUTO_TEST_CASE(an_agent_that_ended_in_order_leaves_nothing_behind) {
  const std::string id = start(LostPolicy::cancel);
  BOOST_REQUIRE(engine->release(who(1), "x").has_value());
  watch->sweep();
  BOOST_TEST(watch->held() == 0);
  pass(kLease * 3);
  BOOST_TEST(count(id, "owner-lost") == 0);
  BOOST_TEST(!asked_to_end(id));
}

BOOST_AUTO_TEST_CASE(a_lease_after_the_end_of_the_run_is_held_until_it_lapses) {
  const std::string id = start(LostPolicy::cancel);
  end(id, State::succeeded);
  watch->sweep();
  BOOST_TEST(watch->held() == 1);
  pass(kLease + Millis(3'000));
  BOOST_TEST(watch->held() == 0);
  BOOST_TEST(count(id, "owner-lost") == 0);
  BOOST_TEST((run(id).state == State::succeeded));
}

BOOST_AUTO_TEST_CASE(the_engine_counts_the_leases_that_are_held) {
  BOOST_TEST(engine->held_outer_leases() == 0);
  start(LostPolicy::cancel);
  restart();  // the first sweep is part of the start
  BOOST_TEST(engine->held_outer_leases() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
