/// How engines spell the values of typed partition keys. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aiep::check {

/// Hive and Spark store `03` of an INT key as `3`, `2024-2-29` of a DATE key as `2024-02-29`, `1.5`
/// of a DECIMAL(10,2) as `1.50`, TRUE as `true`, a TIMESTAMP without trailing zeros. nullopt = the
/// type has no such rule, the text is no value of it, or it is spelled so already.
std::optional<std::string> engine_spelling(std::string_view type, const std::string& value);

}  // namespace aiep::check
