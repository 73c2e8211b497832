/// One line per change of a node or of the run, none twice.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "apps/aiep_node/run/output.h"
#include "apps/aiep_node/run/server.h"

namespace aiep::agent {

/// Whether a try of a node has just failed (its node may be tried again).
bool is_failure(const Event& event);

/// One thread.
class Changes {
 public:
  explicit Changes(Output& out) : out_(out) {}

  /// False when the line would repeat the last one of its node, or says nothing of use.
  bool tell(const Event& event);
  /// Takes what was before we came, without lines; afterwards tell_summary() gives one.
  void take(const Event& event) { last_[event.node] = word_of(event); }
  void tell_summary(const RunState& run) const;

 private:
  static std::string word_of(const Event& event);

  Output& out_;
  std::map<std::string, std::string> last_;  ///< node -> what was said last
};

/// Titles of the nodes in one of `states`, at most a few of them: "a, b and 3 more"; "" = none.
std::string nodes_in(const Output& out, const RunState& run, const std::vector<std::string>& states);

}  // namespace aiep::agent
