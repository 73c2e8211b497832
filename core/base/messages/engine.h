/// Codes of the area "engine"; texts in engine.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Codes 0400 to 0499.

}  // namespace aiep::messages
