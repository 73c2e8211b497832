/// Where exceptions of SOCI and of the databases become errors of ours.
#pragma once

#include <string>

#include "core/base/error.h"

namespace aiep::store {

struct Fault {
  Error error;
  bool retry = false;      ///< a collision: the whole transaction may be tried again
  bool lost = false;       ///< the connection is gone; what it had not committed is undone
  bool duplicate = false;  ///< a unique key is taken
};

/// Call inside a catch block. `database` is the name shown to people, without secrets. Anything that
/// is not an exception of a database (no memory, unreadable JSON) is an internal fault.
Fault current_fault(const std::string& database);

}  // namespace aiep::store
