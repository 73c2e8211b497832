/// An experiment file on its way to the server. Reading one takes a YAML parser, which must not
/// stay in memory while the agent waits: aiepctl does it and ends.
#pragma once

#include <string>

#include "apps/aiep_node/run/server.h"
#include "apps/local_server/address.h"

namespace aiep::agent {

/// What aiepctl printed (its JSON), and how it ended.
struct ImportOutput {
  std::string document;
  int exit_code = -1;  ///< -1 = it could not be run, or a signal ended it
};

/// Runs `aiepctl experiments import FILE -o json` and waits for it.
Result<ImportOutput> run_import(const std::string& file, const local_server::Address& address);

}  // namespace aiep::agent
