/// Ids are strings end to end: an id from outside never passes through a number.
#pragma once

#include <string>

namespace aiep {

/// `digits` lower-case hex digits from the kernel's random source.
std::string random_hex(int digits);

/// 32 hex digits, UUIDv4 without dashes.
std::string new_experiment_id();

/// 9 hex digits; the store checks that it is free.
inline std::string new_run_id() { return random_hex(9); }

}  // namespace aiep
