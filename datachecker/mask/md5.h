/// MD5, only because the mask service signs with it.
#pragma once

#include <string>
#include <string_view>

namespace aiep::check {

/// 32 lower-case hex digits.
std::string md5_hex(std::string_view text);

}  // namespace aiep::check
