#include "apps/aiep_node/run/safe_text.h"

#include <cstdint>
#include <cstdio>
#include <optional>

namespace aiep::agent {
namespace {

struct Character {
  std::uint32_t value;
  std::size_t bytes;
};

/// The character that starts `text`; nullopt when its first byte starts none (RFC 3629).
std::optional<Character> first_of(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return Character{lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return std::nullopt;
  std::uint32_t value = lead & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((at(i) & 0xC0) != 0x80) return std::nullopt;
    value = value << 6 | (at(i) & 0x3Fu);
  }
  static constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[bytes] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return std::nullopt;
  return Character{value, bytes};
}

bool steers(std::uint32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

std::string escaped(std::uint32_t c) {
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  if (c == '\r') return "\\r";
  char code[12];
  std::snprintf(code, sizeof code,
                c < 0x100     ? "\\x%02x"
                : c < 0x10000 ? "\\u%04x"
                              : "\\U%08x",
                static_cast<unsigned>(c));
  return code;
}

void append_json(std::string& out, std::uint32_t unit) {
  char code[8];
  std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(unit));
  out += code;
}

}  // namespace

std::string safe_text(std::string_view text, bool ascii, std::size_t limit) {
  std::string out;
  std::size_t cut = 0;  // the longest part behind which "..." still fits
  for (std::size_t at = 0; at < text.size();) {
    const auto character = first_of(text.substr(at));
    const std::size_t bytes = character ? character->bytes : 1;
    const bool plain = character && !steers(character->value) && (!ascii || character->value < 0x80);
    out += plain ? std::string(text.substr(at, bytes))
                 : escaped(character ? character->value : static_cast<unsigned char>(text[at]));
    if (out.size() > limit) return out.substr(0, cut) + "...";
    if (out.size() + 3 <= limit) cut = out.size();
    at += bytes;
  }
  return out;
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const auto character = first_of(text.substr(at));
    const std::uint32_t c = character ? character->value : 0xFFFD;
    at += character ? character->bytes : 1;
    if (c == '"' || c == '\\') {
      out += {'\\', static_cast<char>(c)};
    } else if (c >= 0x20 && c < 0x7F) {
      out += static_cast<char>(c);
    } else if (c < 0x10000) {
      append_json(out, c);
    } else {
      append_json(out, 0xD800 + ((c - 0x10000) >> 10));
      append_json(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  return out + "\"";
}

}  // namespace aiep::agent
