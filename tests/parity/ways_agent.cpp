// What the scheduler hears of the agent at its end: the word of the last line and the exit code.
#include <boost/test/unit_test.hpp>

#include "adapters/generic/host.h"
#include "adapters/mock/mock_host.h"
#include "tests/parity/agent_on_engine.h"
#include "tests/parity/ways.h"

namespace aiep::parity {
namespace {

constexpr Millis kAtOnce{0}, kLater{5'000}, kLong{120'000};

/// What no end may break, whatever the table says.
void check_truth(Rig& rig, const AgentEnd& end) {
  if (rig.id().empty()) return;
  const State state = rig.run().state;
  const bool good = state == State::succeeded || state == State::skipped;
  if (end.exit_code == 0) BOOST_TEST(good, end.text);
  if (end.state == "cancelled") BOOST_TEST(((state == State::cancelled) && rig.alive() == 0), end.text);
  if (is_terminal(state_from(end.state))) BOOST_TEST(end.state == to_string(state), end.text);
}

/// `prepare` adds to the fate what needs the rig.
std::string end_of(Inner inner, const Fate& fate, const std::function<void(Rig&, Fate&)>& prepare = nullptr) {
  std::string word, codes;
  for (const auto& host : {generic::make_host(), mock::make_mock_host("")}) {
    Rig rig(inner);
    Fate own = fate;
    if (prepare) prepare(rig, own);
    const AgentEnd end = run_agent(rig, *host, own);
    check_truth(rig, end);
    if (!word.empty()) BOOST_TEST(word == end.state);
    word = end.state;
    codes += (codes.empty() ? "" : " / ") + std::to_string(end.exit_code);
  }
  return "`" + word + "` " + codes;
}

/// Nothing befalls it; TERM only ends the test.
std::string undisturbed(Inner inner) {
  int alive = 0;
  const std::string end =
      end_of(inner, {kLong}, [&](Rig&, Fate& fate) { fate.events[kLong - Millis(1'000)] = [&alive] { ++alive; }; });
  return alive == 0 ? end : "follows";
}

std::string overtaken(Inner inner) {
  return end_of(inner, {}, [](Rig& rig, Fate& fate) {
    fate.events[kLater] = [&rig] { BOOST_REQUIRE(rig.attach(1, "newer").has_value()); };
  });
}

}  // namespace

Table table_of_agents() {
  const auto way = [](const char* title, Fate fate) {
    return Way{title, [fate](Inner inner) { return end_of(inner, fate); }};
  };
  Fate unanswered{kLater};
  unanswered.backend_answers = false;
  Fate away;
  away.server_away = true;
  return {"The agent ends",
          "An agent of attempt 1 comes to the run: the word of `AIEP_RESULT`, then its exit code for a scheduler that "
          "keeps "
          "all codes and for one that keeps 0 and 1 only.",
          {{"nothing befalls it", &undisturbed},
           way("TERM at its start", {kAtOnce}),
           way("TERM while it follows, the backend confirms", {kLater}),
           way("TERM while it follows, the backend does not answer", unanswered),
           way("the server is away for longer than `--patience`", away),
           {"a newer agent comes", &overtaken}}};
}

}  // namespace aiep::parity
