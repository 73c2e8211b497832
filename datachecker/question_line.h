/// A question as one line of JSON, with raw values.
#pragma once

#include <string>
#include <string_view>

#include "core/spi/check_backend.h"

namespace aiep::check {

/// `{"db","table","spec":[["key","value"|null],…]}`. Names come back in lower case; an empty value is
/// Hive's default partition. What no table can have is an error, as in parse_object().
Result<spi::ObjectQuestion> parse_question_line(std::string_view line);

}  // namespace aiep::check
