/// Parsing with a small fixed type directory, and problems as lines.
#pragma once

#include <string>
#include <string_view>

#include "core/flow/flow.h"

namespace aiep::flow::testing {

/// Knows python, command, data_checker, experiment and their jobTypes.
const TypeDirectory& types();
ParseResult parse_json(std::string text, std::vector<AttachedFile> files = {});
ParseResult parse_yaml(std::string text, std::vector<AttachedFile> files = {});
/// One line per problem: `AIEP-0142 12:5 $.nodes[3].title text`, warnings begin with `warning `.
std::string lines(const ParseResult& result);
const Node& node(const ParseResult& result, std::string_view title);

}  // namespace aiep::flow::testing
