#include "datachecker/metastore_thrift/text.h"

#include <algorithm>

namespace aiep::check::hms {
namespace {

/// Reads one code point and moves `at` behind it; a value above Unicode's last when it is no UTF-8.
char32_t next(std::string_view text, std::size_t& at) {
  constexpr char32_t kInvalid = 0xFFFFFFFF;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xC2 && first < 0xE0 ? 1 : first >= 0xE0 && first < 0xF0 ? 2 : first < 0xF5 ? 3 : 0;
  if (first < 0xC2 || more == 0) return kInvalid;
  char32_t point = first & (0x3F >> more);
  for (int i = 0; i < more; ++i, ++at) {
    if (at >= text.size() || (byte(at) & 0xC0) != 0x80) return kInvalid;
    point = (point << 6) | (byte(at) & 0x3F);
  }
  const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  return overlong || surrogate || point > 0x10FFFF ? kInvalid : point;
}

}  // namespace

Width width_of(std::string_view text) {
  Width widest = Width::latin1;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next(text, at);
    const Width one = point < 0x100       ? Width::latin1
                      : point < 0x10000   ? Width::bmp
                      : point <= 0x10FFFF ? Width::astral
                                          : Width::invalid;
    widest = std::max(widest, one);
  }
  return widest;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace aiep::check::hms
