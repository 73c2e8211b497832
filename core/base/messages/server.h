/// Codes of the area "server"; texts in server.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kServerUnreachable{800};
inline constexpr Code kServerNoStart{801};
inline constexpr Code kServerAnswer{802};
inline constexpr Code kServerOutcomeUnknown{803};
inline constexpr Code kServerNotRunning{804};
inline constexpr Code kServerAlreadyRuns{805};
inline constexpr Code kServerUrl{806};
inline constexpr Code kServerStillEnding{807};
inline constexpr Code kNoCurl{808};
inline constexpr Code kBadJson{810};
inline constexpr Code kBadField{811};
inline constexpr Code kBodyTooLarge{812};
inline constexpr Code kNoSuchEndpoint{813};
inline constexpr Code kMethodNotAllowed{814};
inline constexpr Code kTokenWrong{815};
inline constexpr Code kPeerOfOtherUser{816};
inline constexpr Code kNodeNotInRun{817};
inline constexpr Code kNodeNotInRunNear{818};
inline constexpr Code kNoSuchType{819};
inline constexpr Code kNoSuchTypeNear{820};
inline constexpr Code kNoAttemptYet{821};
inline constexpr Code kWorkspaceOwner{830};
inline constexpr Code kWorkspaceReadOnly{831};
inline constexpr Code kNoWorkspace{832};
inline constexpr Code kSocketFolder{833};
inline constexpr Code kListen{834};
inline constexpr Code kFollowTimeout{840};
inline constexpr Code kOrphanStillLives{841};  ///< the key

}  // namespace aiep::messages
