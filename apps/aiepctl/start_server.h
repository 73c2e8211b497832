/// Starting the workspace's server when none runs.
#pragma once

#include <string>
#include <vector>

#include "apps/aiepctl/io.h"

namespace aiep::cli {

/// Ok when a server of the workspace answers on `socket`, started by us or by somebody else at the
/// same moment. `arguments` go to aiepd. The new process is a daemon: own session, output to
/// log/aiepd.out. Blocks until it is ready, at most 20 s.
Outcome<bool> ensure_server(const std::string& workspace, const std::string& socket,
                            const std::vector<std::string>& arguments);

/// Whether somebody accepts connections there.
bool answers(const std::string& socket);

}  // namespace aiep::cli
