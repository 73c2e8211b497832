#include "adapters/local/local_backend.h"
#include "core/spi/backend_settings.h"
#include "core/spi/registry.h"

namespace aiep::local {

Status register_component(spi::Registry& registry, const spi::BackendSettings& settings) {
  LocalOptions options;
  options.workspace = settings.workspace;
  options.node_program = settings.node_program;
  options.slots = settings.slots;
  return registry.add_backend("local", make_local_backend(options));
}

}  // namespace aiep::local
