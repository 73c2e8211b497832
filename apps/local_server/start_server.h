/// Starting the workspace's server when none runs; what every client of a workspace does.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"

namespace aiep::local_server {

struct StartFailure {
  Error error;
  std::string said;  ///< the error as JSON where the new server itself gave one; "" = `error` is all
};
using Started = tl::expected<void, StartFailure>;

struct StartOptions {
  std::vector<std::string> arguments;  ///< for aiepd
  int stop_fd = -1;                    ///< once it can be read, waiting ends with kServerNoStart
};

/// Ok when a server of the workspace answers on `socket`, started by us or by somebody else at the
/// same moment. The new process is a daemon: own session, output to
/// log/aiepd.out. Blocks until it is ready, at most 20 s.
Started ensure_server(const std::string& workspace, const std::string& socket, const StartOptions& options);

/// Whether somebody accepts connections there.
bool answers(const std::string& socket);

}  // namespace aiep::local_server
