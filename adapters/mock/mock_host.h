/// An outer scheduler under the test's thumb.
#pragma once

#include <memory>
#include <string>

#include "core/spi/host.h"

namespace aiep::mock {

/// System "mock". Told by a property file (README.md). said() reads `said_file`: lines
/// `EXECUTION WORD`, the last one of an execution counts; without one, or a file, unknown.
std::shared_ptr<spi::Host> make_mock_host(std::string said_file);

}  // namespace aiep::mock
