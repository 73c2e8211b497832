#include "core/flow/text_check.h"

#include <algorithm>
#include <cstdio>

#include "core/base/messages/flow.h"

namespace aiep::flow {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

Spot spot_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {lines + 1, static_cast<std::uint32_t>(offset - line_start + 1)};
}

std::string hex_byte(char c) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return text;
}

bool in_range(unsigned char c, unsigned low, unsigned high) { return c >= low && c <= high; }

bool forbidden_control(unsigned char c) { return c < 0x20 && c != '\t' && c != '\n' && c != '\r'; }

}  // namespace

std::string_view without_bom(std::string_view text) {
  if (text.starts_with(kBom)) text.remove_prefix(kBom.size());
  return text;
}

std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned a = byte(0);
  const auto follow = [&](std::size_t i) { return in_range(static_cast<unsigned char>(byte(i)), 0x80, 0xBF); };
  const auto second = [&](unsigned low, unsigned high) {
    return in_range(static_cast<unsigned char>(byte(1)), low, high);
  };
  if (a < 0x80) return text.empty() ? 0 : 1;
  if (a >= 0xC2 && a <= 0xDF) return follow(1) ? 2 : 0;
  if (a == 0xE0) return second(0xA0, 0xBF) && follow(2) ? 3 : 0;
  if (a == 0xED) return second(0x80, 0x9F) && follow(2) ? 3 : 0;  // no surrogates
  if (a >= 0xE1 && a <= 0xEF) return follow(1) && follow(2) ? 3 : 0;
  if (a == 0xF0) return second(0x90, 0xBF) && follow(2) && follow(3) ? 4 : 0;
  if (a >= 0xF1 && a <= 0xF3) return follow(1) && follow(2) && follow(3) ? 4 : 0;
  if (a == 0xF4) return second(0x80, 0x8F) && follow(2) && follow(3) ? 4 : 0;
  return 0;
}

bool check_text(std::string_view text, std::size_t max_bytes, Report& report) {
  if (text.size() > max_bytes) {
    report.error(messages::kFlowTooLarge, {std::to_string(text.size()), std::to_string(max_bytes)}, {}, "$");
    return false;
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    report.error(messages::kFlowUtf16, {}, {1, 1}, "$");
    return false;
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    report.error(messages::kFlowEmpty, {}, {1, 1}, "$");
    return false;
  }
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i] - 0x20) < 0x60) {  // nearly every byte: printable ASCII
      ++i;
      continue;
    }
    const std::size_t length = utf8_length(text.substr(i, 4));
    if (length == 0) {
      report.error(messages::kFlowNotUtf8, {hex_byte(text[i])}, spot_of(text, i), "$");
      return false;
    }
    if (length == 1 && forbidden_control(static_cast<unsigned char>(text[i]))) {
      report.error(messages::kFlowControlByte, {hex_byte(text[i])}, spot_of(text, i), "$");
      return false;
    }
    i += length;
  }
  return true;
}

}  // namespace aiep::flow
