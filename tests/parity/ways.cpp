// What the server answers: looks, starts, stops, silence.
#include "tests/parity/ways.h"

#include <boost/test/unit_test.hpp>

namespace aiep::parity {
namespace {

constexpr Millis kLease{60'000};

bool over(Inner inner) { return inner && is_terminal(*inner); }
bool has_task(Inner inner) {
  return inner == State::running || inner == State::waiting_for_data || inner == State::unknown ||
         inner == State::cancelling;
}
std::string code(const std::string& word) { return "`" + word + "`"; }

/// The decision, and of which run it speaks.
std::string answer_of(Rig& rig, const Result<engine::OuterAttached>& attached) {
  if (!attached) return "refused, " + to_string(attached.error().code);
  const std::string word = to_string(attached->decision);
  const bool same = attached->run && attached->run->id == rig.id();
  switch (attached->decision) {
    case engine::OuterDecision::started: BOOST_TEST(!same); return code(word);
    case engine::OuterDecision::retried:
      BOOST_TEST(!same);
      return code(word) + (attached->run->rerun_of == rig.id() ? " what did not succeed" : " everything");
    case engine::OuterDecision::cancelled: BOOST_TEST((same || !attached->run)); return code(word);
    default: BOOST_TEST(same); return code(word);
  }
}

std::string start(Inner inner, int attempt, Policies policies) {
  Rig rig(inner, policies);
  return answer_of(rig, rig.attach(attempt, "second", policies));
}

std::string start_after_stop(Inner inner, int stopped) {
  Rig rig(inner);
  rig.backend_answers(false);
  rig.cancel(stopped);
  return answer_of(rig, rig.attach(2, "second"));
}

std::string look(Inner inner, const std::function<std::string(Rig&)>& what) {
  if (!inner) return "–";
  Rig rig(inner);
  return what(rig);
}

std::string stop(Inner inner, bool answers) {
  Rig rig(inner);
  rig.backend_answers(answers);
  rig.cancel(1);
  if (!inner) {
    BOOST_TEST(answer_of(rig, rig.attach(1, "late")) == "`cancelled`");
    return "no run will start";
  }
  const State before = *inner;
  if (answers) {
    rig.until_over();
  } else {
    rig.pass(Millis(30'000));
  }
  const RunRecord run = rig.run();
  BOOST_TEST(run.cancel_requested_at.has_value() == (!is_terminal(before) || before == State::cancelled));
  if (run.state == State::cancelled) BOOST_TEST(rig.alive() == 0);
  rig.cancel(1);  // once more changes nothing
  BOOST_TEST(rig.count("cancel-requested") <= 1);
  BOOST_TEST((rig.run().state == run.state));
  return (is_terminal(before) ? "stays " : "") + code(to_string(run.state));
}

std::string stop_too_late(Inner inner) {
  if (!has_task(inner)) return "–";
  Rig rig(inner);
  rig.backend_answers(false);
  rig.cancel(1);
  rig.task_succeeds();
  rig.until_over();
  return code(to_string(rig.run().state)) + ", event " +
         code(rig.count("cancel-too-late") == 1 ? "cancel-too-late" : "");
}

/// The cancel of the first attempt was spooled, and comes when the second has attached.
std::string stop_of_an_older_attempt(Inner inner) {
  Rig rig(inner, {LostPolicy::keep_and_adopt, RetryPolicy::retry_from_failed});
  auto second = rig.attach(2, "second", {LostPolicy::keep_and_adopt, RetryPolicy::retry_from_failed});
  BOOST_REQUIRE(second.has_value());
  if (second->decision == engine::OuterDecision::waiting) return "was asked to end before";
  const std::string id = second->run->id;
  const RunRecord before = rig.run(id);
  rig.cancel(1);
  rig.pass(Millis(5'000));
  const RunRecord after = rig.run(id);
  BOOST_TEST(after.outer_attempt == 2);
  const bool alone = after.cancel_requested_at.has_value() == before.cancel_requested_at.has_value();
  return alone ? "left alone" : "stopped";
}

struct Silence {
  LostPolicy policy = LostPolicy::cancel;
  const char* said = "unknown";
};

std::string fall_silent(Inner inner, Silence silence) {
  if (!inner) return "–";
  Rig rig(inner, {silence.policy, RetryPolicy::retry_from_failed});
  const State before = rig.run().state;
  const bool asked_before = rig.run().cancel_requested_at.has_value();
  rig.scheduler_says(silence.said);
  rig.pass(kLease - Millis(5'000));
  BOOST_TEST(rig.count("owner-lost") == 0, "not before the lease is over");
  rig.pass(Millis(20'000));
  if (over(inner)) {
    BOOST_TEST((rig.run().state == before));
    BOOST_TEST(rig.count("owner-lost") == 0);
    return "stays " + code(to_string(before));
  }
  if (rig.count("owner-lost") == 0) {
    BOOST_TEST(rig.run().cancel_requested_at.has_value() == asked_before);
    rig.scheduler_says("killed");
    rig.pass(Millis(20'000));
    BOOST_TEST(rig.count("owner-lost") == 1, "it asks again");
    return "goes on, asked again";
  }
  if (!rig.run().cancel_requested_at) return "goes on";
  rig.backend_answers(true);
  rig.until_over();
  BOOST_TEST(rig.alive() == 0);
  return code(to_string(rig.run().state)) + (asked_before ? ", as asked before" : "");
}

}  // namespace

Table table_of_looks() {
  return {"The scheduler looks",
          "The row is the state of the run's node that decides; the run's own is derived. Words in quotation marks are "
          "those of the platform's pages.",
          {{"run", [](Inner inner) { return look(inner, [](Rig& r) { return code(to_string(r.run().state)); }); }},
           {"run on the platform",
            [](Inner inner) {
              return look(inner, [](Rig& r) { return "\"" + std::string(facts(r.run().state).platform_run) + "\""; });
            }},
           {"task on the platform",
            [](Inner inner) {
              return look(inner, [](Rig& r) { return "\"" + std::string(facts(r.node()).platform_task) + "\""; });
            }},
           {"a sign of life is answered with",
            [](Inner inner) {
              return look(inner, [](Rig& r) {
                const auto view = r.engine().renew(Rig::who(1), "first");
                return view && view->run ? code(to_string(view->run->state)) : std::string("nothing");
              });
            }},
           {"verdict", [](Inner inner) {
              return look(inner, [](Rig& r) { return std::string(is_terminal(r.run().state) ? "yes" : "not yet"); });
            }}}};
}

Table table_of_starts() {
  const Policies usual, anew{LostPolicy::cancel, RetryPolicy::new_run}, keep{LostPolicy::keep, {}},
      adopt{LostPolicy::keep_and_adopt, {}};
  return {
      "The scheduler starts the node",
      "The run is that of attempt 1, and no attempt but those named was started. `waiting` repeats itself until that "
      "run is over.",
      {{"attempt 1 again", [=](Inner i) { return start(i, 1, usual); }},
       {"attempt 2", [=](Inner i) { return start(i, 2, usual); }},
       {"attempt 2, `--on-retry new-run`", [=](Inner i) { return start(i, 2, anew); }},
       {"attempt 2, `--on-lost keep`", [=](Inner i) { return start(i, 2, keep); }},
       {"attempt 2, `--on-lost keep-and-adopt`", [=](Inner i) { return start(i, 2, adopt); }},
       {"attempt 2, attempt 1 was stopped and that is not confirmed", [](Inner i) { return start_after_stop(i, 1); }},
       {"attempt 2, which was stopped before it came", [](Inner i) { return start_after_stop(i, 2); }},
       {"attempt 0, late", [=](Inner i) { return start(i, 0, usual); }}}};
}

Table table_of_stops() {
  return {
      "The scheduler stops the node",
      "A stop of attempt 1, through a living agent or out of the spool. It is recorded in each case, and a second one "
      "changes nothing.",
      {{"the backend confirms", [](Inner i) { return stop(i, true); }},
       {"the backend does not answer", [](Inner i) { return stop(i, false); }},
       {"the task succeeds all the same", &stop_too_late},
       {"it arrives when attempt 2 has come", &stop_of_an_older_attempt}}};
}

Table table_of_silence() {
  const auto way = [](const char* title, Silence silence) {
    return Way{title, [silence](Inner inner) { return fall_silent(inner, silence); }};
  };
  return {"The agent falls silent for its lease",
          "By `--on-lost`, and by what the scheduler says of the execution when it is asked. The event `owner-lost` is "
          "written unless the run is over or the scheduler says that the node lives or moves.",
          {way("`cancel`", {LostPolicy::cancel}), way("`keep`", {LostPolicy::keep}),
           way("`keep-and-adopt`", {LostPolicy::keep_and_adopt}),
           way("`cancel`, it says running", {LostPolicy::cancel, "running"}),
           way("`cancel`, it says moved", {LostPolicy::cancel, "moved"}),
           way("`keep`, it says killed", {LostPolicy::keep, "killed"}),
           way("`keep`, it says gone", {LostPolicy::keep, "gone"})}};
}

std::vector<Table> all_tables() {
  return {table_of_looks(), table_of_starts(), table_of_stops(), table_of_silence(), table_of_agents()};
}

}  // namespace aiep::parity
