/// Text of a server or a task, made fit for a log that people and programs read.
#pragma once

#include <string>
#include <string_view>

namespace aiep::agent {

/// One line without anything that steers a terminal: control characters, invalid UTF-8, line and
/// paragraph separators and marks of writing direction become \n, \t, \x1b, \u202e …; with `ascii`
/// everything beyond ASCII becomes \u… too. At most `limit` bytes, ending in "..." when cut.
std::string safe_text(std::string_view text, bool ascii = false, std::size_t limit = 1000);

/// A JSON string in ASCII, with its quotes.
std::string json_text(std::string_view text);

}  // namespace aiep::agent
