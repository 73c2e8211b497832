/// A scripted backend: every outcome, delay and fault that an engine must survive, on demand.
/// Ships with the program (`aiepctl run --backend mock`). The language is in README.md.
#pragma once

#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/spi/backend.h"

namespace aiep::mock {

struct MockOptions {
  std::string state_file;  ///< remembers what was created over a restart; "" = memory only
};

/// Also a spi::LogSource and a spi::OwnedLister. A task's script is its variable MOCK. A handle is
/// "mock-" + key. Never blocks.
std::shared_ptr<spi::Backend> make_mock_backend(std::shared_ptr<const Clock> clock, MockOptions options = {});

}  // namespace aiep::mock
