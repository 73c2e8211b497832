/// Codes of the area "dates"; texts in dates.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kZoneUnknown{200};
inline constexpr Code kDayMalformed{201};
inline constexpr Code kNoDateVariable{202};
inline constexpr Code kDateMalformed{203};
inline constexpr Code kDateOutOfRange{204};
inline constexpr Code kVariableUnknown{205};
inline constexpr Code kVariableUnknownNear{206};
inline constexpr Code kVariableCycle{207};
inline constexpr Code kExpansionTooLarge{208};
inline constexpr Code kVariableTooDeep{209};
inline constexpr Code kArithmeticOnText{210};
inline constexpr Code kArithmeticOperand{211};
inline constexpr Code kArithmeticOperandNear{212};
inline constexpr Code kDivisionByZero{213};
inline constexpr Code kNumberTooLong{214};

}  // namespace aiep::messages
