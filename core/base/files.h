/// Whole files, safely. Used wherever a half-written file would lie.
#pragma once

#include <string>

#include "core/base/error.h"

namespace aiep {

/// Reads at most `limit` bytes; a larger file is invalid_argument. not_found, permission_denied,
/// unavailable otherwise.
Result<std::string> read_file(const std::string& path, std::size_t limit = 64u << 20);
/// Temporary name, fsync, rename: the old or the new content, never a part.
Status write_file_atomically(const std::string& path, const std::string& content, unsigned mode = 0600);
/// mkdir -p with `mode` for what it makes.
Status make_directories(const std::string& path, unsigned mode = 0700);
Error system_error(const std::string& what, const std::string& object, int error_number);

}  // namespace aiep
