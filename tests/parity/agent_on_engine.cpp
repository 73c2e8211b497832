#include "tests/parity/agent_on_engine.h"

#include <boost/test/unit_test.hpp>
#include <regex>

#include "core/base/catalogue.h"

namespace aiep::parity {
namespace {

using namespace agent;

constexpr Millis kPatience{60'000};
/// Long steps where nothing is to come, short ones with real time for the engine's threads where something is.
constexpr Millis kStep{1'000}, kShortStep{100}, kRealTime{40};

class SharedPulse final : public Pulse {
 public:
  SharedPulse(Rig& rig, Fate& fate) : rig_(rig), fate_(fate), start_(rig.clock().steady()) {}
  Millis now() const override { return rig_.clock().steady() - start_; }
  const char* signal() const override { return fate_.term_at && now() >= *fate_.term_at ? "TERM" : ""; }
  int stop_fd() const override { return -1; }
  void wait(Millis time, bool through) override {
    const Millis until = now() + time;
    while (now() < until && (through || *signal() == '\0')) step(until - now());
  }
  void step(Millis most) {
    const bool before = *signal() != '\0';
    const Millis by = std::min(most, before && fate_.backend_answers ? kShortStep : kStep);
    rig_.pass(by, by);
    if (!before && *signal() != '\0') rig_.backend_answers(fate_.backend_answers);
    while (!fate_.events.empty() && fate_.events.begin()->first <= now()) {
      auto due = fate_.events.extract(fate_.events.begin());
      due.mapped()();
    }
  }

 private:
  Rig& rig_;
  Fate& fate_;
  const Millis start_;
};

/// REST without the wire: what apps/aiepd/rest answers, in the agent's words.
class EngineServer final : public Server {
 public:
  EngineServer(Rig& rig, SharedPulse& pulse, const Fate& fate) : rig_(rig), pulse_(pulse), fate_(fate) {}

  Answer<Attached> attach(const Attach& attach) override {
    if (fate_.server_away) return away();
    auto attached = rig_.attach(attach.identity.attempt, attach.agent, {attach.on_lost, attach.on_retry});
    if (!attached) return failure(attached.error());
    const auto& run = attached->run;
    return Attached{to_string(attached->decision),
                    run ? run->id : "",
                    attached->message,
                    run ? to_string(run->state) : "",
                    run ? run->experiment_name : "",
                    run ? run->experiment_id : "",
                    "v1"};
  }
  Answer<Seen> renew(const OuterIdentity& identity, const std::string& agent) override {
    return fate_.server_away ? Answer<Seen>(away()) : seen(rig_.engine().renew(identity, agent));
  }
  Answer<bool> release(const OuterIdentity& identity, const std::string& agent) override {
    if (auto released = rig_.engine().release(identity, agent); !released) return failure(released.error());
    return true;
  }
  Answer<Seen> cancel(const OuterIdentity& identity, const std::string&, const std::string& reason) override {
    return fate_.server_away ? Answer<Seen>(away()) : seen(rig_.engine().cancel_outer(identity, "agent", reason));
  }
  Answer<EventPage> events(const std::string& run, std::int64_t after, Millis wait) override {
    for (const Millis until = pulse_.now() + wait;; pulse_.step(until - pulse_.now())) {
      auto events = rig_.engine().wait_events(run, after, real_wait());
      if (!events) return failure(events.error());
      const State state = rig_.run(run).state;
      if (events->empty() && !is_terminal(state) && pulse_.now() < until) {
        if (!ending_ && *pulse_.signal() != '\0') return away();
        continue;
      }
      EventPage page{{}, to_string(state), is_terminal(state), true};
      for (const EventRecord& e : *events) {
        page.items.push_back({e.seq, to_iso(e.at), e.node, e.event, e.from, e.to, e.reason, e.attempt});
      }
      return page;
    }
  }
  Answer<RunState> show(const std::string& run) override {
    auto detail = rig_.engine().get_run(run);
    if (!detail) return failure(detail.error());
    RunState state{to_string(detail->run.state), detail->run.reason, {}};
    for (const TaskRecord& task : detail->tasks) {
      state.nodes.push_back({task.title, to_string(task.state), task.reason, task.attempt});
    }
    return state;
  }
  Answer<LogChunk> log(const std::string&, const std::string&, int, std::uint64_t) override { return LogChunk{}; }
  void set_ending() override { ending_ = true; }
  std::string shown() const override { return "the engine"; }

 private:
  static tl::unexpected<CallError> away() {
    return tl::unexpected<CallError>({ErrorKind::unavailable, "AIEP-0800", "no answer", "", true});
  }
  static tl::unexpected<CallError> failure(const Error& error) {
    return tl::unexpected<CallError>({error.kind, to_string(error.code), error.message(), "", false});
  }
  static Answer<Seen> seen(const Result<spi::OuterView>& view) {
    if (!view) return failure(view.error());
    return view->run ? Seen{view->run->id, to_string(view->run->state), view->run->reason} : Seen{};
  }
  /// Only once it was asked to end does something come of it: before, nothing is worth waiting for.
  Millis real_wait() const { return ending_ && fate_.backend_answers ? kRealTime : Millis(0); }

  Rig& rig_;
  SharedPulse& pulse_;
  const Fate& fate_;
  bool ending_ = false;
};

class NoSpool final : public CancelStore {
 public:
  Result<std::string> keep(const OuterIdentity&, const std::string&) override { return std::string("/spool"); }
  void drop() override {}
  void hand_over() override {}
};

}  // namespace

AgentEnd run_agent(Rig& rig, spi::Host& host, Fate fate) {
  AgentEnd end;
  if (fate.term_at == Millis(0)) rig.backend_answers(fate.backend_answers);
  SharedPulse pulse(rig, fate);
  EngineServer server(rig, pulse, fate);
  NoSpool spool;
  Output out({Lang::en, true}, [&](std::string_view line) {
    end.text += line;
    return true;
  });
  AgentOptions options;
  options.attach.identity = Rig::who(1);
  options.attach.agent = "again";
  options.patience = kPatience;
  end.exit_code = Agent(options, {server, pulse, out, host, spool}).run();
  end.lived = pulse.now();
  std::smatch found;
  const std::regex last(R"(\nAIEP_RESULT run=\S+ state=(\w+) exit=(\d+) reason=".*"\n$)");
  BOOST_REQUIRE_MESSAGE(std::regex_search(end.text, found, last), end.text);
  BOOST_TEST(found[2].str() == std::to_string(end.exit_code));
  end.state = found[1].str();
  return end;
}

}  // namespace aiep::parity
