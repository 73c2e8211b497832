/// An experiment file on its way to the server. Reading one takes a YAML parser, which must not
/// stay in memory while the agent waits: aiepctl does it and ends.
#pragma once

#include <string>

#include "apps/aiep_node/run/server.h"

namespace aiep::agent {

/// What aiepctl printed (its JSON), and how it ended.
struct PackOutput {
  std::string document;
  int exit_code = -1;  ///< -1 = it could not be run, or a signal ended it
};

/// Runs `aiepctl experiments pack FILE -o json` and waits for it.
Result<PackOutput> run_pack(const std::string& file);

}  // namespace aiep::agent
