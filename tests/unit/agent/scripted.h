/// A server, a clock, a host and a spool that follow a script (tests/cases/agent/*.json).
#pragma once

#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apps/aiep_node/run/agent.h"

namespace aiep::agent::test {

using Json = nlohmann::json;

/// Time goes on only by waiting and by calls.
class ScriptedPulse final : public Pulse {
 public:
  explicit ScriptedPulse(const Json& script) : signal_at_(script.value("signal_at_ms", std::int64_t{-1})) {}
  Millis now() const override { return now_; }
  void wait(Millis time, bool through) override;
  const char* signal() const override { return due() ? "TERM" : ""; }
  int stop_fd() const override { return -1; }
  /// False when the signal ends it early.
  bool pass(Millis time, bool interruptible);

 private:
  bool due() const { return signal_at_.count() >= 0 && now_ >= signal_at_; }
  Millis now_{0};
  Millis signal_at_;
};

class ScriptedServer final : public Server {
 public:
  ScriptedServer(const Json& script, ScriptedPulse& pulse);
  Answer<Attached> attach(const Attach& attach) override;
  Answer<Seen> renew(const OuterIdentity&, const std::string&) override;
  Answer<bool> release(const OuterIdentity&, const std::string&) override;
  Answer<Seen> cancel(const OuterIdentity&, const std::string&, const std::string&) override;
  Answer<EventPage> events(const std::string& run, std::int64_t after, Millis wait) override;
  Answer<RunState> show(const std::string&) override;
  Answer<LogChunk> log(const std::string&, const std::string& node, int attempt, std::uint64_t offset) override;
  void set_ending() override { ending_ = true; }
  std::string shown() const override { return "unix:/w/run/aiepd.sock"; }

  std::map<std::string, int> calls;
  Millis longest_silence{0};  ///< between two signs of life that the server had

 private:
  /// The next answer of the script to this call; its last one stays.
  Json next(const std::string& call);
  Answer<Json> answer(const std::string& call, bool long_call);
  void heard();

  std::map<std::string, std::deque<Json>> script_;
  ScriptedPulse& pulse_;
  Millis heard_{0};
  bool ending_ = false;
};

class ScriptedHost final : public spi::Host {
 public:
  explicit ScriptedHost(bool full) : full_(full) {}
  std::string system() const override { return "test"; }
  Result<spi::OuterExecution> who_am_i(const spi::Environment&, const std::string&) const override {
    return spi::OuterExecution{};
  }
  Result<spi::OuterSaid> said(const OuterIdentity&) override { return spi::OuterSaid::unknown; }
  Status report(const std::map<std::string, std::string>&) override { return {}; }
  int exit_code(const spi::RunOutcome& outcome) const override {
    return full_ ? spi::full_exit_code(outcome) : (spi::full_exit_code(outcome) == 0 ? 0 : 1);
  }
  Millis patience() const override { return Millis{30'000}; }

 private:
  bool full_;
};

class ScriptedCancels final : public CancelStore {
 public:
  explicit ScriptedCancels(bool fails) : fails_(fails) {}
  Result<std::string> keep(const OuterIdentity& identity, const std::string& reason) override;
  void drop() override { ++dropped; }
  void hand_over() override { ++handed_over; }
  int kept = 0, dropped = 0, handed_over = 0;

 private:
  bool fails_;
};

}  // namespace aiep::agent::test
