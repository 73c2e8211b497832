/// Letters of ASCII, whatever the locale. Pure and thread-safe.
#pragma once

#include <string>

namespace aiep {

/// A to Z become a to z; every other byte stays, so UTF-8 stays valid.
std::string ascii_lower(std::string text);

}  // namespace aiep
