/// YAML text to a Tree, by the YAML 1.2 core schema, through yaml-cpp's events.
#pragma once

#include <string_view>

#include "core/flow/report.h"

namespace aiep::flow {

/// As read_json(). Plain scalars are null, true/false, or numbers of JSON's grammar; every other text
/// (`no`, `0x1F`, `007`, `1e`) is a string as written. Aliases are copied, up to a number of values
/// that no honest file reaches. One document; keys are texts; tags beyond the core are refused.
void read_yaml(std::string_view text, Tree& tree, Report& report);

}  // namespace aiep::flow
