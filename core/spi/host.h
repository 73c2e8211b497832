/// A scheduler that has us as a node: who runs us, what it says of us, what it wants to hear.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/model/outer.h"
#include "core/model/state.h"

namespace aiep::spi {

using Environment = std::map<std::string, std::string>;

struct OuterExecution {
  OuterIdentity identity;
  std::string link;                           ///< page of the execution, "" = none
  std::map<std::string, std::string> params;  ///< what it hands to the node, dates among them (run_date …)
};

/// What the outer system says of one execution now.
enum class OuterSaid {
  running,  ///< it believes that its node lives
  killed,   ///< somebody ended it
  moved,    ///< it will be, or is, started again elsewhere
  gone,     ///< it knows no such execution (any more)
  unknown,  ///< it cannot tell, or cannot be asked
};
const char* to_string(OuterSaid said);

/// The end of a node; no state = the node could not learn the verdict.
struct RunOutcome {
  std::optional<State> state;
};

/// who_am_i, exit_code and patience are pure and thread-safe; said and report may block up to the
/// host's own time-out, and one instance is called by one thread at a time.
class Host {
 public:
  virtual ~Host() = default;
  virtual std::string system() const = 0;  ///< OuterIdentity::system of its executions
  /// `property_file` "" = none. not_found: these are not the marks of this system;
  /// invalid_argument: they are, and something in them is wrong.
  virtual Result<OuterExecution> who_am_i(const Environment& environment, const std::string& property_file) const = 0;
  /// On the server: asked before the policy of a lost owner is carried out.
  virtual Result<OuterSaid> said(const OuterIdentity& identity) = 0;
  /// On the node: hands results to later nodes of the outer flow.
  virtual Status report(const std::map<std::string, std::string>& outputs) = 0;
  virtual int exit_code(const RunOutcome& outcome) const = 0;
  /// How long the system leaves a node alive that it has asked to end.
  virtual Millis patience() const = 0;
};

/// The exit codes of aiepctl, for systems that keep them: 0 succeeded, 1 failed or lost, 8 cancelled, 7 not known.
int full_exit_code(const RunOutcome& outcome);

}  // namespace aiep::spi
