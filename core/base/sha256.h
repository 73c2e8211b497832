/// SHA-256 (FIPS 180-4), for keys made of names.
#pragma once

#include <string>
#include <string_view>

namespace aiep {

/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

}  // namespace aiep
