/// The command line of aiepd.
#pragma once

#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep::daemon {

struct Options {
  std::string workspace;         ///< "" = by the workspace rule
  std::string listen;            ///< "127.0.0.1:PORT", "" = unix socket only
  std::string store_url;         ///< "" = AIEP_DB, else SQLite in the workspace
  Millis idle_timeout{600'000};  ///< 0 = never ends by itself
  int slots = 0;                 ///< local tasks at the same time, 0 = the backend's default
  Millis lease{60'000};          ///< how long a server that is gone keeps its runs
  int ready_fd = -1;             ///< gets "ok" or an error as JSON when the start is decided
  bool help = false, version = false;
};

Result<Options> parse_options(const std::vector<std::string>& arguments);
const char* help_text();

}  // namespace aiep::daemon
