/// Codes of the area "plugin"; texts in plugin.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kTypeTaken{700};
inline constexpr Code kOptionUnknown{701};
inline constexpr Code kOptionUnknownNear{702};
inline constexpr Code kOptionType{703};
inline constexpr Code kOptionMissing{704};

}  // namespace aiep::messages
