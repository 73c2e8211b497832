/// Tasks as processes of this machine. See docs/local-backend.md for what a task finds.
#pragma once

#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/spi/backend.h"

namespace aiep::local {

struct LocalOptions {
  std::string workspace;     ///< absolute
  std::string node_program;  ///< path of aiep-node, which keeps the tasks
  int slots = 0;             ///< tasks at once; 0 = twice the cores, at least 8
  Millis grace{10'000};      ///< between TERM and KILL of a cancel
};

/// Also a spi::LogSource and a spi::OwnedLister. A handle is the task's key. Calls take
/// milliseconds: files and one exchange with the spawner, which is started when it is not there.
std::shared_ptr<spi::Backend> make_local_backend(LocalOptions options);

}  // namespace aiep::local
