// Outer executions: what an attaching attempt is given, cancels, who holds the lease.
#include "core/engine/outer.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "core/base/messages/engine.h"
#include "tests/unit/engine/outer_rig.h"

namespace {

using namespace aiep;
using namespace aiep::engine;
using test::OuterRig;

std::string word(const OuterAttached& attached) { return to_string(attached.decision); }

template <class T>
void check_code(const Result<T>& result, Code code) {
  BOOST_REQUIRE(!result.has_value());
  BOOST_TEST(to_string(result.error().code) == to_string(code));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(outer_decisions)

BOOST_AUTO_TEST_CASE(identities_that_differ_never_share_a_key) {
  const OuterIdentity one{"s", "p", "f", "12", "j", 1};
  OuterIdentity two = one;
  two.attempt = 2;
  BOOST_TEST(outer_key(one) == outer_key(two));
  BOOST_TEST(outer_key(one).size() == 64u);
  // The same letters, cut elsewhere; and what would undo a naive separator.
  for (const OuterIdentity& other :
       {OuterIdentity{"sp", "", "f", "12", "j"}, OuterIdentity{"s", "pf", "", "12", "j"},
        OuterIdentity{"s", "p", "f1", "2", "j"}, OuterIdentity{"s", "p", "f", "1", "2j"},
        OuterIdentity{"s", "p1:f", "", "12", "j"}, OuterIdentity{"s", "p", "f", "12", ""}}) {
    BOOST_TEST(outer_key(other) != outer_key(one));
  }
}

/// Every cell: policy × cancelled attempt × state of the former run.
BOOST_AUTO_TEST_CASE(every_state_of_the_old_run_has_its_decision) {
  for (const LostPolicy policy : {LostPolicy::cancel, LostPolicy::keep, LostPolicy::keep_and_adopt}) {
    for (const StateFacts& facts : all_states()) {
      for (const int cancelled : {0, 1, 2}) {
        for (const bool asked : {false, true}) {
          OuterRecord outer;
          outer.on_lost = policy;
          if (cancelled > 0) outer.cancel_requested_at = TimePoint(Millis(1));
          outer.cancel_attempt = cancelled;
          RunRecord run;
          run.state = facts.state;
          run.outer_attempt = 1;
          if (asked) run.cancel_requested_at = TimePoint(Millis(1));
          std::string wanted = "adopted";
          if (cancelled == 2) {
            wanted = "cancelled";
          } else if (facts.terminal) {
            wanted = facts.state == State::succeeded ? "already_succeeded" : "retried";
          } else if (policy == LostPolicy::keep || asked || cancelled == 1) {
            wanted = "waiting";
          }
          BOOST_TEST(to_string(decide_outer(outer, run, 2)) == wanted, facts.name);
          BOOST_TEST(to_string(decide_outer(outer, run, 1)) == std::string("attached"), facts.name);
          BOOST_TEST(to_string(decide_outer(outer, std::nullopt, 2)) ==
                     std::string(cancelled == 2 ? "cancelled" : "started"));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(outer_runs, OuterRig)

BOOST_AUTO_TEST_CASE(the_first_attach_starts_and_the_next_finds) {
  const OuterAttached first = attach(1, "x");
  BOOST_TEST(word(first) == "started");
  const OuterAttached again = attach(1, "y");
  BOOST_TEST(word(again) == "attached");
  BOOST_TEST(again.run->id == first.run->id);
  BOOST_TEST(count(first.run->id, "outer-started") == 1);
  end(first.run->id, State::succeeded);
  const OuterAttached late = attach(1, "z");
  BOOST_TEST(word(late) == "attached");
  BOOST_TEST((late.run->state == State::succeeded));
  BOOST_TEST(store->list_runs({})->items.size() == 1u);
}

BOOST_AUTO_TEST_CASE(twenty_at_once_start_one_run) {
  std::vector<std::string> words(20), ids(20);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < words.size(); ++i) {
      threads.emplace_back([&, i] {
        auto attached = engine->attach(request(1, "agent" + std::to_string(i)), nullptr);
        words[i] = attached ? word(*attached) : attached.error().message();
        ids[i] = attached && attached->run ? attached->run->id : "none";
      });
    }
  }
  BOOST_TEST(std::count(words.begin(), words.end(), "started") == 1);
  BOOST_TEST(std::count(words.begin(), words.end(), "attached") == 19);
  BOOST_TEST(std::count(ids.begin(), ids.end(), ids[0]) == 20);
  BOOST_TEST(store->list_runs({})->items.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_crash_between_the_row_and_the_run_is_harmless) {
  BOOST_REQUIRE(outers().claim_outer({who(1), "", "dead", {}, {}, Millis(60'000), clock->now()}).has_value());
  restart();
  BOOST_TEST(word(attach(1, "x")) == "started");
  // The same for a retry: the old run's verdict is not the new attempt's.
  const std::string first = store->list_runs({})->items.front().id;
  end(first, State::failed);
  BOOST_REQUIRE(outers().claim_outer({who(2), "", "dead", {}, {}, Millis(60'000), clock->now()}).has_value());
  restart();
  BOOST_TEST(word(attach(2, "y")) == "retried");
}

BOOST_AUTO_TEST_CASE(a_later_attempt_adopts_what_still_runs) {
  const std::string id = attach(1, "x").run->id;
  const OuterAttached second = attach(2, "y");
  BOOST_TEST(word(second) == "adopted");
  BOOST_TEST(second.run->id == id);
  BOOST_TEST(run(id).outer_attempt == 2);
  BOOST_TEST(count(id, "outer-adopted") == 1);
  BOOST_TEST(word(attach(2, "z")) == "attached");
  check_code(engine->renew(who(1), "x"), messages::kOuterSuperseded);
  check_code(engine->attach(request(1, "x"), nullptr), messages::kOuterOlder);
  end(id, State::succeeded);
}

BOOST_AUTO_TEST_CASE(a_later_attempt_of_a_failed_run_runs_the_rest) {
  const std::string id = attach(1, "x").run->id;
  end(id, State::failed);
  const OuterAttached second = attach(2, "y");
  BOOST_TEST(word(second) == "retried");
  BOOST_TEST(second.run->id != id);
  BOOST_TEST(second.run->rerun_of == id);
  until_created(second.run->id, "b", 2);
  BOOST_TEST(backend->created("a") == 1);
  BOOST_TEST(word(attach(2, "y")) == "attached");
  backend->end("b", spi::Phase::succeeded);
  until_run(second.run->id, State::succeeded);
  const OuterAttached third = attach(3, "z");
  BOOST_TEST(word(third) == "already_succeeded");
  BOOST_TEST(third.run->id == second.run->id);
  BOOST_TEST(word(attach(3, "z")) == "attached");
  BOOST_TEST(store->list_runs({})->items.size() == 2u);
}

BOOST_AUTO_TEST_CASE(with_new_run_everything_runs_again) {
  OuterAttach first = request(1, "x");
  first.on_retry = RetryPolicy::new_run;
  const std::string id = attach(first).run->id;
  end(id, State::failed);
  const OuterAttached second = attach(2, "y");
  BOOST_TEST(word(second) == "retried");
  BOOST_TEST(second.run->rerun_of == "");
  until_created(second.run->id, "a", 2);
}

BOOST_AUTO_TEST_CASE(a_later_attempt_waits_for_a_run_on_its_way_out) {
  const std::string id = attach(1, "x").run->id;
  until_created(id, "a", 1);
  backend->set_cancel(spi::CancelOutcome::accepted);
  BOOST_REQUIRE(engine->cancel_outer(who(1), "vera", "wrong day").has_value());
  BOOST_TEST(word(attach(2, "y")) == "waiting");
  BOOST_TEST(word(attach(2, "y")) == "waiting");
  BOOST_TEST(run(id).outer_attempt == 1);
  backend->end("a", spi::Phase::cancelled);
  until_run(id, State::cancelled);
  const OuterAttached then = attach(2, "y");
  BOOST_TEST(word(then) == "retried");
  BOOST_TEST(then.run->id != id);
}

BOOST_AUTO_TEST_CASE(a_run_that_is_kept_is_waited_for) {
  OuterAttach first = request(1, "x");
  first.on_lost = LostPolicy::keep;
  const std::string id = attach(first).run->id;
  // What the second wishes for itself does not change what was promised to the first.
  OuterAttach second = request(2, "y");
  second.on_lost = LostPolicy::cancel;
  BOOST_TEST(word(attach(second)) == "waiting");
  BOOST_TEST(word(attach(second)) == "waiting");
  end(id, State::succeeded);
  BOOST_TEST(word(attach(second)) == "already_succeeded");
}

BOOST_AUTO_TEST_CASE(a_cancel_before_the_run_lets_none_begin) {
  const auto recorded = engine->cancel_outer(who(1), "vera", "killed");
  BOOST_REQUIRE(recorded.has_value());
  BOOST_TEST(!recorded->run.has_value());
  restart();
  const OuterAttached attached = attach(1, "x");
  BOOST_TEST(word(attached) == "cancelled");
  BOOST_TEST(!attached.run.has_value());
  BOOST_TEST(store->list_runs({})->items.empty());
  const OuterAttached later = attach(2, "y");
  BOOST_TEST(word(later) == "started");
  // Delivered late, it leaves the later attempt alone.
  BOOST_REQUIRE(engine->cancel_outer(who(1), "vera", "killed").has_value());
  watch->sweep();
  BOOST_TEST(!run(later.run->id).cancel_requested_at.has_value());
}

BOOST_AUTO_TEST_CASE(a_cancel_of_a_later_attempt_before_it_attached_starts_nothing_more) {
  const std::string id = attach(1, "x").run->id;
  end(id, State::failed);
  BOOST_REQUIRE(engine->cancel_outer(who(2), "vera", "").has_value());
  BOOST_TEST(word(attach(2, "y")) == "cancelled");
  BOOST_TEST(store->list_runs({})->items.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_cancel_ends_the_run_and_may_be_repeated) {
  const std::string id = attach(1, "x").run->id;
  until_created(id, "a", 1);
  for (int i = 0; i < 3; ++i) BOOST_REQUIRE(engine->cancel_outer(who(1), "vera", "wrong day").has_value());
  until_run(id, State::cancelled);
  BOOST_TEST(count(id, "cancel-requested") == 1);
  BOOST_TEST(reason_of(id, "cancel-requested") == "wrong day");
  const auto late = engine->cancel_outer(who(1), "vera", "again");
  BOOST_REQUIRE(late.has_value());
  BOOST_TEST((late->run->state == State::cancelled));
  BOOST_TEST(word(attach(1, "y")) == "attached");
}

BOOST_AUTO_TEST_CASE(a_recorded_cancel_is_carried_out_by_the_next_server) {
  const std::string id = attach(1, "x").run->id;
  until_created(id, "a", 1);
  engine->stop();
  // The server died after it had recorded the cancel and before it acted.
  BOOST_REQUIRE(outers().cancel_outer(who(1), clock->now(), "vera", "killed").has_value());
  restart();
  until_run(id, State::cancelled);
  BOOST_TEST(run(id).cancel_actor == "vera");
}

BOOST_AUTO_TEST_CASE(a_cancel_through_another_server_reaches_the_one_that_has_the_run) {
  const std::string id = attach(1, "x").run->id;
  until_created(id, "a", 1);
  const auto other_registry = std::make_shared<spi::Registry>();
  ServiceOptions options;
  options.owner = "other";
  options.outer_sweep = Millis(0);
  const auto other = make_engine(options, store, other_registry, clock);
  BOOST_REQUIRE(other->start().has_value());
  const auto recorded = other->cancel_outer(who(1), "vera", "wrong day");
  BOOST_REQUIRE(recorded.has_value());
  BOOST_TEST(!run(id).cancel_requested_at.has_value());  // the other has not got it
  BOOST_TEST(to_string(other->attach(request(1, "y"), nullptr).value().decision) == "attached");
  watch->sweep();
  until_run(id, State::cancelled);
  BOOST_TEST(reason_of(id, "cancel-requested") == "wrong day");
  other->stop();
}

BOOST_AUTO_TEST_CASE(cancels_at_once_are_one_cancel) {
  const std::string id = attach(1, "x").run->id;
  until_created(id, "a", 1);
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i) {
      threads.emplace_back([&] { failed += engine->cancel_outer(who(1), "vera", "").has_value() ? 0 : 1; });
    }
  }
  BOOST_TEST(failed == 0);
  until_run(id, State::cancelled);
  BOOST_TEST(count(id, "cancel-requested") == 1);
}

BOOST_AUTO_TEST_CASE(what_cannot_run_starts_nothing_and_says_why) {
  OuterAttach bad = request(1, "x");
  bad.run.source->source.text = "kind: Nothing";
  BOOST_TEST(!engine->attach(bad, nullptr).has_value());
  BOOST_TEST(store->list_runs({})->items.empty());
  BOOST_TEST(word(attach(1, "x")) == "started");
}

BOOST_AUTO_TEST_SUITE_END()
