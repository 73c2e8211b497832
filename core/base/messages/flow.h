/// Codes of the area "flow"; texts in flow.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Codes 0100 to 0199.

}  // namespace aiep::messages
