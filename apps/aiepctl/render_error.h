/// Errors for people, with the line of the file they stand in.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "apps/aiepctl/io.h"

namespace aiep::cli {

void render_error(const Io& io, const wire::RemoteError& error, bool warning = false);
/// All of a document's problems: errors and warnings, each once.
void render_problems(const Io& io, const nlohmann::ordered_json& problems);

}  // namespace aiep::cli
