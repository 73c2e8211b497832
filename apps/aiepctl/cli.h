/// The whole of aiepctl behind its main(): arguments in, texts and an exit code out.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace aiep::cli {

/// Blocking. Reads the environment: AIEP_WORKSPACE, AIEP_SERVER, LC_ALL, LC_MESSAGES, LANG, NO_COLOR, TERM.
int run_cli(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err);

}  // namespace aiep::cli
