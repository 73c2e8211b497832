/// An experiment file as a request carries it: its text, and the files it refers to.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "apps/aiepctl/io.h"

namespace aiep::cli {

/// Reads the file (at most 32 MB with all it refers to) and remembers the text in io.sources for
/// excerpts. A file it refers to that cannot be read is left out: the parser says so with the place.
Outcome<nlohmann::ordered_json> load_source(Io& io, const std::string& path);

}  // namespace aiep::cli
