/// Codes of the area "checker"; texts in checker.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Codes 0600 to 0699.

}  // namespace aiep::messages
