/// Codes of the area "backend"; texts in backend.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kTaskUnknown{500};
inline constexpr Code kTaskFilePath{501};
inline constexpr Code kSpawnerAway{502};
inline constexpr Code kTaskNul{504};   ///< node, which part
inline constexpr Code kNoOuter{510};   ///< what is missing
inline constexpr Code kBadOuter{511};  ///< which mark, what is wrong with it
inline constexpr Code kMockScript{550};
inline constexpr Code kMockLostReply{551};
inline constexpr Code kMockAway{552};
inline constexpr Code kRemoteAway{560};     ///< server, why
inline constexpr Code kRemoteLost{561};     ///< server, task, why
inline constexpr Code kRemoteRefused{562};  ///< server, its word
inline constexpr Code kRemoteText{563};     ///< node

}  // namespace aiep::messages
