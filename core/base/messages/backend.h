/// Codes of the area "backend"; texts in backend.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Codes 0500 to 0599.

}  // namespace aiep::messages
