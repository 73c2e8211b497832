/// What a text asks of the charset of a metastore's columns. Pure.
#pragma once

#include <string>
#include <string_view>

namespace aiep::check::hms {

enum class Width {
  latin1,  ///< every schema can hold it
  bmp,     ///< needs columns in utf8
  astral,  ///< needs four bytes: columns in utf8mb4
  invalid  ///< is no UTF-8
};
Width width_of(std::string_view text);

std::size_t characters(std::string_view text);

}  // namespace aiep::check::hms
