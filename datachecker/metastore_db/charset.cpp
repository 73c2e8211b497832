#include "datachecker/metastore_db/charset.h"

#include <algorithm>
#include <array>

namespace aiep::check::metastore {
namespace {

/// MySQL's latin1 is Windows-1252; the five holes stand for themselves.
constexpr std::array<char32_t, 32> kWindows = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                               0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                               0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                               0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

struct Decoded {
  char32_t point = 0;
  std::size_t length = 0;  ///< 0 = not UTF-8
};

Decoded decode_one(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t point = first & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    point = point << 6 | (byte(i) & 0x3F);
  }
  const bool too_long = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (too_long || surrogate || point > 0x10FFFF) return {};
  return {point, length};
}

void append_utf8(std::string& out, char32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += {static_cast<char>(0xC0 | point >> 6), static_cast<char>(0x80 | (point & 0x3F))};
  } else {
    out += {static_cast<char>(0xE0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3F)),
            static_cast<char>(0x80 | (point & 0x3F))};
  }
}

std::optional<char> latin1_byte(char32_t point) {
  if (point < 0x80 || (point >= 0xA0 && point <= 0xFF)) return static_cast<char>(point);
  const auto* const at = std::find(kWindows.begin(), kWindows.end(), point);
  if (at == kWindows.end()) return std::nullopt;
  return static_cast<char>(0x80 + (at - kWindows.begin()));
}

}  // namespace

Charset charset_from(std::string_view name) {
  if (name == "latin1" || name == "ascii") return Charset::latin1;
  if (name == "utf8" || name == "utf8mb3") return Charset::utf8;
  if (name == "utf8mb4") return Charset::utf8mb4;
  return Charset::other;
}

const char* to_string(Charset charset) {
  switch (charset) {
    case Charset::latin1: return "latin1";
    case Charset::utf8: return "utf8";
    case Charset::utf8mb4: return "utf8mb4";
    case Charset::other: return "a character set that this program does not know";
  }
  return "";
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Decoded one = decode_one(text);
    if (one.length == 0) return false;
    text.remove_prefix(one.length);
  }
  return true;
}

std::optional<std::string> encode(Charset charset, std::string_view utf8) {
  if (charset == Charset::utf8mb4 || is_ascii(utf8)) return std::string(utf8);
  if (charset == Charset::other) return std::nullopt;
  std::string out;
  for (std::string_view rest = utf8; !rest.empty();) {
    const Decoded one = decode_one(rest);
    if (one.length == 0 || one.length == 4) return std::nullopt;
    if (charset == Charset::utf8) {
      out += rest.substr(0, one.length);
    } else if (const auto byte = latin1_byte(one.point)) {
      out += *byte;
    } else {
      return std::nullopt;
    }
    rest.remove_prefix(one.length);
  }
  return out;
}

std::string decode(Charset charset, std::string_view bytes) {
  std::string out;
  for (std::string_view rest = bytes; !rest.empty();) {
    const auto first = static_cast<unsigned char>(rest.front());
    std::size_t length = 1;
    if (first < 0x80) {
      out += rest.front();
    } else if (charset == Charset::latin1) {
      append_utf8(out, first < 0xA0 ? kWindows.at(first - 0x80u) : first);
    } else if (const Decoded one = decode_one(rest); charset != Charset::other && one.length > 0) {
      length = one.length;
      out += rest.substr(0, length);
    } else {
      append_utf8(out, 0xFFFD);
    }
    rest.remove_prefix(length);
  }
  return out;
}

}  // namespace aiep::check::metastore
