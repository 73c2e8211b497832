/// The audit at the end of a test that has a store.
#pragma once

#include <string>

#include "core/spi/store.h"

namespace aiep::test {

/// What breaks a promise in what the store holds, one line each; "" = nothing. A store that cannot
/// be read counts as a violation.
std::string audit_store(spi::Store& store);

}  // namespace aiep::test
