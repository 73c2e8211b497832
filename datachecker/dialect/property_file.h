/// Property files as Java reads them: `.job` files of a scheduler, the file that a job is handed.
/// Pure and thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace aiep::check {

/// A text that knows where each of its bytes stands in the file.
struct PlacedText {
  std::string text;
  std::vector<std::uint32_t> at;  ///< one offset per byte of text, and one for the end

  PlacedText part(std::size_t from, std::size_t length) const;
};

struct Property {
  PlacedText key, value;
};

struct PropertyFile {
  std::string name;  ///< for places in errors
  std::string text;
  std::vector<Property> properties;  ///< as they stand; a key may come twice

  Place place(std::uint32_t offset) const;
};

/// Comments (`#`, `!`), `key=value`, `key:value`, `key value`, lines continued by a backslash, escapes
/// `\t \n \r \f \uXXXX`. Other bytes are UTF-8. Errors: a bad `\u` escape, text that is not UTF-8;
/// both with their place.
Result<PropertyFile> parse_properties(std::string name, std::string text);

}  // namespace aiep::check
