/// The agent: attaches to the run of one outer execution, follows it to its end, and carries a
/// cancel to the server when the outer scheduler ends this process.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "apps/aiep_node/run/changes.h"
#include "apps/aiep_node/run/failures.h"
#include "apps/aiep_node/run/outage.h"
#include "apps/aiep_node/run/output.h"
#include "apps/aiep_node/run/pulse.h"
#include "apps/aiep_node/run/server.h"
#include "core/spi/host.h"

namespace aiep::agent {

/// A cancel that outlives this process.
class CancelStore {
 public:
  virtual ~CancelStore() = default;
  /// Keeps it durably; returns where.
  virtual Result<std::string> keep(const OuterIdentity& identity, const std::string& reason) = 0;
  /// The server has it.
  virtual void drop() = 0;
  /// Somebody else shall deliver it, now and after our end.
  virtual void hand_over() = 0;
};

struct AgentOptions {
  Attach attach;
  Millis patience{900'000};  ///< how long the server may be away before the verdict counts as unknown
  std::string page;          ///< base URL of the platform's pages, "" = none is known
  std::string where;         ///< what commands shown to people must add: " --workspace /w"
};

struct AgentParts {
  Server& server;
  Pulse& pulse;
  Output& out;
  spi::Host& host;
  CancelStore& cancels;
};

/// How it ended. Without a state there is no verdict, and `kind` says why.
struct Ending {
  std::string word;  ///< of AIEP_RESULT: a state, or unknown, superseded, refused
  std::optional<State> state;
  ErrorKind kind = ErrorKind::unavailable;
  std::string reason;  ///< in English
};

class Agent {
 public:
  Agent(AgentOptions options, AgentParts parts);
  /// Blocks until the end; returns the exit code of the host's rule. Writes every line.
  int run();

 private:
  std::optional<Ending> attach();
  std::optional<Ending> not_attached(const CallError& error);
  void hold(const Attached& attached);
  void tell_attached(const Attached& attached);
  void tell_waiting(const Attached& attached);
  void tell_link(const Attached& attached);
  void catch_up();
  Ending follow();
  std::optional<Ending> renew();
  std::optional<Ending> look(Millis wait);
  void show(const EventPage& page);
  std::optional<Ending> verdict();
  void tell_end(const RunState& run, State state);
  Ending cancel();
  void ask_cancel(const std::string& reason);
  std::optional<Ending> look_for_end();
  void tell_alive(bool again);
  Ending not_confirmed();
  Ending out_of_sight(const CallError& error) const;
  Ending unreachable(const CallError& error) const;
  /// How to look at the run: the end of a line.
  std::string look_command() const;
  bool stopping() const { return *parts_.pulse.signal() != '\0'; }
  int finish(const Ending& ending);

  AgentOptions options_;
  AgentParts parts_;
  Outage outage_;
  Changes changes_;
  std::optional<Failures> failures_;
  std::string run_, alive_;
  bool attached_ = false, waiting_told_ = false, renewal_told_ = false, recorded_ = false, kept_ = false;
  std::int64_t after_ = 0;
  Millis renewed_{0};
};

/// By the host's rule; where it keeps all codes, an end without a verdict has the code of its kind.
int exit_code_of(const spi::Host& host, const Ending& ending);

/// The machine-readable last line; docs/agent.md is its contract.
std::string result_line(const std::string& run, const Ending& ending, int exit_code);

}  // namespace aiep::agent
