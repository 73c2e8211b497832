/// Codes of the area "general"; texts in general.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kInternal{1};
inline constexpr Code kSystemCall{2};  ///< what, on what, what came back
inline constexpr Code kUsage{3};       ///< what the codes below do not say
inline constexpr Code kPermission{4};
inline constexpr Code kFileTooLarge{5};
inline constexpr Code kOptionUnknownNear{6};  ///< the option, the near one
inline constexpr Code kNoSuchCode{7};         ///< the word given
inline constexpr Code kOptionUnknown{8};
inline constexpr Code kCommandUnknown{9};
inline constexpr Code kCommandUnknownNear{10};  ///< the command, the near one
inline constexpr Code kCommandMissing{11};      ///< behind what, the list
inline constexpr Code kArgumentTooMany{12};
inline constexpr Code kArgumentMissing{13};
inline constexpr Code kOptionValueMissing{14};
inline constexpr Code kOptionValueWrong{15};   ///< the value, the option
inline constexpr Code kOptionValueChoice{16};  ///< the value, the option, what it takes
inline constexpr Code kOptionsExclude{17};     ///< the two
inline constexpr Code kOptionNeeds{18};        ///< the option, the one it goes with
inline constexpr Code kFolderGiven{19};

}  // namespace aiep::messages
