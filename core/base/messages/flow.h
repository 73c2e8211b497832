/// Codes of the area "flow"; texts in flow.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

inline constexpr Code kFlowEmpty{100};
inline constexpr Code kFlowTooLarge{101};
inline constexpr Code kFlowUtf16{102};
inline constexpr Code kFlowNotUtf8{103};
inline constexpr Code kFlowControlByte{104};
inline constexpr Code kFlowTooDeep{105};
inline constexpr Code kFlowTooManyValues{106};
inline constexpr Code kFlowDuplicateKey{107};
inline constexpr Code kFlowMoreProblems{108};
inline constexpr Code kJsonUnexpected{110};
inline constexpr Code kJsonEnd{111};
inline constexpr Code kJsonStringControl{112};
inline constexpr Code kJsonNumber{113};
inline constexpr Code kJsonEscape{114};
inline constexpr Code kJsonTrailing{115};
inline constexpr Code kYamlSyntax{116};
inline constexpr Code kYamlSeveral{117};
inline constexpr Code kYamlKey{118};
inline constexpr Code kYamlTag{119};
inline constexpr Code kYamlAliasBomb{120};
inline constexpr Code kYamlAliasInside{121};
inline constexpr Code kYamlQuote{122};
inline constexpr Code kFlowShape{125};
inline constexpr Code kFlowMissing{126};
inline constexpr Code kFlowBlank{127};
inline constexpr Code kFlowNameControl{128};
inline constexpr Code kFlowNameLong{129};
inline constexpr Code kFlowKeyUnknown{130};
inline constexpr Code kFlowKeyUnknownNear{131};
inline constexpr Code kFlowConstant{132};
inline constexpr Code kFlowWhole{133};
inline constexpr Code kFlowDuration{134};
inline constexpr Code kFlowQuantity{135};
inline constexpr Code kFlowEnvName{136};
inline constexpr Code kFlowTitleTwice{140};
inline constexpr Code kFlowIdTwice{141};
inline constexpr Code kFlowDanglingEdge{142};
inline constexpr Code kFlowNeedUnknown{143};
inline constexpr Code kFlowNeedUnknownNear{144};
inline constexpr Code kFlowSelfEdge{145};
inline constexpr Code kFlowCycle{146};
inline constexpr Code kFlowTypeNotRunnable{147};
inline constexpr Code kFlowTypeUnknown{148};
inline constexpr Code kFlowTypeUnknownNear{149};
inline constexpr Code kFlowVariableTwice{150};
inline constexpr Code kFlowVariableType{151};
inline constexpr Code kFlowVariableNumber{152};
inline constexpr Code kFlowVariableName{153};
inline constexpr Code kFlowSourceMissing{155};
inline constexpr Code kFlowSourceTwice{156};
inline constexpr Code kFlowSourceOutside{157};
inline constexpr Code kFlowNotConvertible{158};

}  // namespace aiep::messages
