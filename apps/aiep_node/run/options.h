/// The command line of `aiep-node run`.
#pragma once

#include <string>
#include <vector>

#include "apps/aiep_node/run/server.h"

namespace aiep::agent {

struct RunOptions {
  std::string file;  ///< "" = run.experiment is given
  WantedRun run;
  std::string server, workspace;  ///< "" = not given
  LostPolicy on_lost = LostPolicy::cancel;
  RetryPolicy on_retry = RetryPolicy::retry_from_failed;
  Millis lease{60'000}, patience{900'000};
  std::string lang, page, host = "generic", properties;
  bool help = false;
};

/// `words` without the program's and the command's name. kUsage for what is wrong with them.
Result<RunOptions> parse_run_options(const std::vector<std::string>& words);

/// What --help prints.
const char* run_help(bool zh);

}  // namespace aiep::agent
