/// The agent itself against an engine in the same process: its server, and a clock that it shares with the engine.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "apps/aiep_node/run/agent.h"
#include "tests/parity/rig.h"

namespace aiep::parity {

/// What befalls an agent. Times are the agent's, from its start on.
struct Fate {
  std::optional<Millis> term_at;
  bool server_away = false;                          ///< from the first call on
  bool backend_answers = true;                       ///< once TERM has come
  std::map<Millis, std::function<void()>> events{};  ///< what happens meanwhile
};

struct AgentEnd {
  std::string text;   ///< everything that it wrote
  std::string state;  ///< of its last line
  int exit_code = -1;
  Millis lived{0};
};

/// Runs an agent of the first attempt to its end.
AgentEnd run_agent(Rig& rig, spi::Host& host, Fate fate);

}  // namespace aiep::parity
