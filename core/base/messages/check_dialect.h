/// Codes of the property files of the two old checkers; texts in check_dialect.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Of the file as a text.
inline constexpr Code kPropertyEscape{650};
inline constexpr Code kPropertyEncoding{651};
// Of a key.
inline constexpr Code kCheckDialectUnclear{652};
inline constexpr Code kCheckKeyUnknown{653};
inline constexpr Code kCheckKeyUnknownNear{654};
inline constexpr Code kCheckKeyOtherDialect{655};
inline constexpr Code kCheckNoObjects{656};
inline constexpr Code kCheckValue{657};
inline constexpr Code kCheckQuality{658};
inline constexpr Code kCheckCaseKept{659};
inline constexpr Code kCheckPasswordSealed{660};
inline constexpr Code kCheckTooMany{661};
// Of a range.
inline constexpr Code kRangeShape{662};
inline constexpr Code kRangeDates{663};
inline constexpr Code kRangeBackward{664};
inline constexpr Code kRangeDialect{665};
// Of a source.
inline constexpr Code kSourceScheme{670};
inline constexpr Code kSourceUri{671};
inline constexpr Code kSourceNotBuilt{672};
inline constexpr Code kSourceTrouble{673};
inline constexpr Code kRungText{674};
inline constexpr Code kQuestionLine{675};

}  // namespace aiep::messages
