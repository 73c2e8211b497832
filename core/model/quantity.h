/// The one reader of resource quantities; exact integers, no floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace aiep {

/// Bytes from `1024`, `512Mi`, `1.5Gi`, `2.5GB`, `1e9`. Ki Mi Gi Ti Pi (and KiB …) are powers of 1024,
/// k M G T P (and KB …) powers of 1000; letters in any case except that a lone `m` is refused (it
/// would be thousandths of a byte). A fraction of a byte is rounded up. nullopt = not a quantity,
/// negative, or larger than 2^63-1.
std::optional<std::int64_t> parse_memory(std::string_view text);

/// Thousandths of a core from `1`, `0.5`, `500m`; rounded up to a whole thousandth.
std::optional<std::int64_t> parse_cpu(std::string_view text);

}  // namespace aiep
