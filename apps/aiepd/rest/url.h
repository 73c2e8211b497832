/// The target of a request line.
#pragma once

#include <string>

#include "apps/aiepd/rest/message.h"

namespace aiep::rest {

/// Fills segments and query from "/v1/runs/abc?x=1", percent-decoded. False when it is malformed.
bool parse_target(const std::string& target, Request& request);

}  // namespace aiep::rest
