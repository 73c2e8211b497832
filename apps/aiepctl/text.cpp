#include "apps/aiepctl/text.h"

#include <cstdint>
#include <cstdio>

namespace aiep::cli {
namespace {

struct Range {
  std::uint32_t first, last;
};

constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},  {0x3400, 0x4DBF},
                           {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
                           {0xFE30, 0xFE4F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                           {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
constexpr Range kNone[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}};

template <std::size_t N>
bool within(const Range (&table)[N], std::uint32_t c) {
  for (const Range& range : table) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

/// The character at `at`; moves `at` behind it. Broken bytes count as one character each.
std::uint32_t next(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0xC0) return first;
  const int tails = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  std::uint32_t c = first & (0x3Fu >> tails);
  for (int i = 0; i < tails && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; ++i) {
    c = c << 6 | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
  }
  return c;
}

std::size_t cells_of(std::uint32_t c) { return within(kNone, c) ? 0 : within(kWide, c) ? 2 : 1; }

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t cells = 0;
  for (std::size_t at = 0; at < text.size();) cells += cells_of(next(text, at));
  return cells;
}

std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const std::uint32_t c = next(text, at);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E)) {
      char code[12];
      std::snprintf(code, sizeof code, c < 0x100 ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(c));
      out += code;
    } else {
      out += text.substr(start, at - start);
    }
  }
  return out;
}

std::string shortened(const std::string& text, std::size_t cells) {
  if (display_width(text) <= cells) return text;
  std::size_t used = 0;
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size(); end = at) {
    used += cells_of(next(text, at));
    if (used + 3 > cells) break;
  }
  return text.substr(0, end) + "...";
}

std::string padded(const std::string& text, std::size_t cells) {
  const std::size_t width = display_width(text);
  return width >= cells ? text : text + std::string(cells - width, ' ');
}

}  // namespace aiep::cli
