/// What must hold of the bytes of a document before either parser sees them.
#pragma once

#include <string_view>

#include "core/flow/report.h"

namespace aiep::flow {

inline constexpr std::size_t kMaxJsonBytes = 32u << 20;
inline constexpr std::size_t kMaxYamlBytes = 8u << 20;  ///< yaml-cpp needs a second for one or two megabytes
inline constexpr std::size_t kMaxDepth = 200;
inline constexpr std::size_t kMaxValues = 2'000'000;  ///< some 100 bytes each

/// Without a byte order mark.
std::string_view without_bom(std::string_view text);
/// Size, emptiness, UTF-8, control characters; false = reported, do not parse.
bool check_text(std::string_view text, std::size_t max_bytes, Report& report);
/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 = none.
std::size_t utf8_length(std::string_view text);

}  // namespace aiep::flow
