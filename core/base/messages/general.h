/// Codes of the area "general"; texts in general.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kInternal{1};
inline constexpr Code kSystemCall{2};  ///< what, on what, what came back
inline constexpr Code kUsage{3};
inline constexpr Code kPermission{4};
inline constexpr Code kFileTooLarge{5};
inline constexpr Code kUsageNear{6};   ///< what, the near one
inline constexpr Code kNoSuchCode{7};  ///< the word given

}  // namespace aiep::messages
