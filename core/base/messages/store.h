/// Codes of the area "store"; texts in store.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Codes 0300 to 0399.

}  // namespace aiep::messages
