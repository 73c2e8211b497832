/// RFC 8259 text to a Tree. Ours rather than a library's because a place is needed for every value,
/// numbers must stay as written (1e400, 2^53+1), and a 2,000-node flow must read in milliseconds.
#pragma once

#include <string_view>

#include "core/flow/report.h"

namespace aiep::flow {

/// `text` has passed check_text() and has no byte order mark. A syntax error is reported and leaves
/// tree.root null; duplicate keys are reported and both members kept.
void read_json(std::string_view text, Tree& tree, Report& report);

/// Members whose name another member has already taken.
std::vector<const Value*> repeated_members(const Value& object);
/// The whole text is one number of JSON's grammar.
bool is_json_number(std::string_view text);
void report_duplicate(const Value& member, const std::string& path, Report& report);

}  // namespace aiep::flow
