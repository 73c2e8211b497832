#include "adapters/generic/host.h"
#include "core/spi/backend_settings.h"
#include "core/spi/registry.h"

namespace aiep::generic {

Status register_component(spi::Registry& registry, const spi::BackendSettings&) {
  return registry.add_host(make_host());
}

}  // namespace aiep::generic
