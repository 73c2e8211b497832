/// Text on a terminal: widths, and nothing that could steer it.
#pragma once

#include <string>
#include <string_view>

namespace aiep::cli {

/// Cells that the text takes: 2 for East Asian wide characters and emoji, 0 for combining marks.
std::size_t display_width(std::string_view text);
/// Control characters become \n, \t, \x1b …, so that a title cannot move the cursor.
std::string visible(std::string_view text);
/// At most `cells` wide, ending in "..." when cut.
std::string shortened(const std::string& text, std::size_t cells);
std::string padded(const std::string& text, std::size_t cells);

}  // namespace aiep::cli
