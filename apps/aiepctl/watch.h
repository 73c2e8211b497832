/// Following a run and telling how it ended; shared by run, rerun and watch.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "apps/aiepctl/commands.h"
#include "apps/aiepctl/interrupt.h"

namespace aiep::cli {

/// Follows, prints the ending, returns the exit code. `lines` = where plain lines go; `interrupts` =
/// what SIGINT does instead of detaching.
int watch_to_end(Session& session, Client& client, const std::string& run, std::ostream& lines,
                 StopOnInterrupt* interrupts = nullptr);
/// For --stop-on-interrupt, made before the run is asked for; else empty.
std::unique_ptr<StopOnInterrupt> interrupts_of(const Session& session);

/// --var K=V … as a JSON object; an error when one has no `=`.
Outcome<nlohmann::ordered_json> variables_of(const CommandLine& line);
/// --timeout, nullopt = none; an error when it is no duration.
Result<std::optional<Millis>> timeout_of(const CommandLine& line);

}  // namespace aiep::cli
