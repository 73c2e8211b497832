/// Codes of the area "server"; texts in server.cpp.
#pragma once

#include "core/base/error.h"

namespace aiep::messages {

// Codes 0800 to 0899.

}  // namespace aiep::messages
