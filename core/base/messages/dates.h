/// Codes of the area "dates"; texts in dates.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Codes 0200 to 0299.

}  // namespace aiep::messages
