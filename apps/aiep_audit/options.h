/// The command line of aiep-audit.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep::auditor {

struct Options {
  std::string what;    ///< folder of a workspace or address of a database, "" = the workspace of the environment
  std::string ledger;  ///< folder, "" = none
  bool json = false;
  int slots = 0;   ///< places of the backend `local`, 0 = not known
  Millis skew{0};  ///< that the clocks of tasks and servers may differ by
  bool help = false, version = false;
};

/// invalid_argument names what is wrong.
Result<Options> parse_options(const std::vector<std::string>& arguments);
const char* help_text();

}  // namespace aiep::auditor
