/// The commands of aiep-node that speak to a server.
#pragma once

#include <string>
#include <vector>

namespace aiep::agent {

/// `words` = what stands behind the command's name. Both return the exit code.
int run_command(const std::vector<std::string>& words);
int deliver_command(const std::vector<std::string>& words);

}  // namespace aiep::agent
