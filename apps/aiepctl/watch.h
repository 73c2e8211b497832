/// Following a run and telling how it ended; shared by run, rerun and watch.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "apps/aiepctl/commands.h"

namespace aiep::cli {

/// Follows, prints the ending, returns the exit code. `lines` = where plain lines go.
int watch_to_end(Session& session, Client& client, const std::string& run, std::ostream& lines);

/// --var K=V … as a JSON object; kUsage when one has no `=`.
Outcome<nlohmann::ordered_json> variables_of(const CommandLine& line);
/// --timeout, nullopt = none; kUsage when it is no duration.
Result<std::optional<Millis>> timeout_of(const CommandLine& line);

}  // namespace aiep::cli
