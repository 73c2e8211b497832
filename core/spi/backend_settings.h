/// What a program gives every backend component when it registers.
#pragma once

#include <memory>
#include <string>

#include "core/base/clock.h"

namespace aiep::spi {

struct BackendSettings {
  std::string workspace;     ///< absolute; a component keeps its state in a folder of its own below it
  std::string node_program;  ///< path of aiep-node
  int slots = 0;             ///< tasks at once that were asked for, 0 = the backend's own choice
  std::shared_ptr<const Clock> clock;
};

}  // namespace aiep::spi
