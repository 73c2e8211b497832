/// Bytes in JSON: texts that are not UTF-8 travel as base64 (RFC 4648, with padding).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aiep::wire {

std::string base64_encode(std::string_view bytes);
/// nullopt when `text` is not base64 with padding.
std::optional<std::string> base64_decode(std::string_view text);
/// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace aiep::wire
