/// What failing nodes said: the ends of their logs while the run goes on, and at its end the first
/// line that looks like the cause.
#pragma once

#include <string>

#include "apps/aiep_node/run/output.h"
#include "apps/aiep_node/run/server.h"

namespace aiep::agent {

/// One thread.
class Failures {
 public:
  Failures(Server& server, Output& out, std::string run) : server_(server), out_(out), run_(std::move(run)) {}

  /// Prints the end of the log of a try that has just failed; of a bounded number of them.
  void tell_tail(const Event& event);
  /// Prints the first failing line of the node that failed first and is still failed.
  void tell_first(const RunState& run);

 private:
  Server& server_;
  Output& out_;
  std::string run_;
  std::vector<std::string> order_;  ///< nodes in the order in which they failed
  int told_ = 0;
};

}  // namespace aiep::agent
