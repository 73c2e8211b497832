/// Following a run to its end.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "apps/aiepctl/client.h"
#include "apps/aiepctl/io.h"

namespace aiep::cli {

struct FollowOptions {
  std::string run;
  std::optional<Millis> timeout;
  std::ostream* lines = nullptr;  ///< where the plain lines of state changes go
  bool keeps_interrupts = false;  ///< somebody else has SIGINT (StopOnInterrupt)
};

/// Blocks until the run has ended (its final document) or the time is over (kFollowTimeout).
/// SIGINT ends the program at once with exit code 130, saying that the run goes on, unless it is kept.
Outcome<nlohmann::ordered_json> follow(Client& client, const Io& io, const FollowOptions& options);

/// 0 succeeded, 8 cancelled, 1 otherwise.
int exit_code_of(const nlohmann::ordered_json& run);

}  // namespace aiep::cli
