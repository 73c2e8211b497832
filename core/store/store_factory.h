/// Opens the database that an address names.
#pragma once

#include <memory>
#include <string>

#include "core/spi/store.h"

namespace aiep::store {

/// Makes the database when it is new and upgrades its schema; blocks on both, at most some ten
/// seconds while another program does the same. Addresses:
///   sqlite:///absolute/path.db (the folder must exist)
///   mysql://user@host:port/db?password_file=/path   and   mysql://user@/db?socket=/path
/// The password is the first line of its file and shows up in no error.
/// Errors: invalid_argument (address), unavailable (locked, down, full), permission_denied,
/// failed_precondition (schema of a newer program, database of another one), internal (corrupt).
Result<std::shared_ptr<spi::Store>> open_store(const std::string& url);

}  // namespace aiep::store
