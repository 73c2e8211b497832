#include "adapters/mock/mock_backend.h"
#include "adapters/mock/mock_host.h"
#include "core/spi/backend_settings.h"
#include "core/spi/registry.h"

namespace aiep::mock {

Status register_component(spi::Registry& registry, const spi::BackendSettings& settings) {
  if (Status added = registry.add_host(make_mock_host(settings.workspace + "/mock-outer")); !added) return added;
  return registry.add_backend("mock", make_mock_backend(settings.clock, {settings.workspace + "/mock-tasks"}));
}

}  // namespace aiep::mock
