/// The composition root: the only code of the server that names concrete components.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/aiepd/rest/api.h"
#include "core/engine/service.h"
#include "core/observe/log.h"

namespace aiep::daemon {

struct ComposeOptions {
  std::string workspace, store_url;
  int slots = 0;  ///< 0 = the local backend's own default
  Millis lease{60'000};
  engine::Tell tell;
};

struct Composition {
  std::unique_ptr<engine::Engine> engine;
  std::vector<rest::RefusedPlugin> refused;
};

/// Opens (and upgrades) the store, loads the plugins, makes the backends and the engine; the
/// engine is not started.
Result<Composition> compose(const ComposeOptions& options, std::shared_ptr<const Clock> clock);

}  // namespace aiep::daemon
