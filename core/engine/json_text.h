/// Expanding placeholders inside JSON text without touching anything else: numbers, order and
/// spacing stay as written.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"

namespace aiep::engine {

/// Called for each string value; `key` is the nearest enclosing object key, "" = none.
using ReplaceString = std::function<Result<std::string>(const std::string& key, const std::string& value)>;

/// `json` must be valid JSON (it came from core/flow). Object keys are left alone.
Result<std::string> map_json_strings(const std::string& json, const ReplaceString& replace);

}  // namespace aiep::engine
