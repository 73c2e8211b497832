/// Codes of the area "plugin"; texts in plugin.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kTypeTaken{700};
inline constexpr Code kOptionUnknown{701};
inline constexpr Code kOptionUnknownNear{702};
inline constexpr Code kOptionType{703};
inline constexpr Code kOptionMissing{704};
inline constexpr Code kPluginUnreadable{705};
inline constexpr Code kPluginNoDescriptor{706};
inline constexpr Code kPluginApi{707};
inline constexpr Code kPluginKind{708};
inline constexpr Code kPluginBuild{709};
inline constexpr Code kPluginRefused{710};
inline constexpr Code kPluginFolder{711};
inline constexpr Code kOptionValue{712};
inline constexpr Code kContentUnreadable{713};
inline constexpr Code kManifestMissing{714};
inline constexpr Code kManifestKeyMissing{715};
inline constexpr Code kScriptMissing{716};
inline constexpr Code kOptionsBothGiven{717};
inline constexpr Code kOptionTypeAt{718};

}  // namespace aiep::messages
