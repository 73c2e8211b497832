#include "adapters/template/template_backend.h"
#include "core/spi/backend_settings.h"
#include "core/spi/registry.h"

namespace aiep::template_backend {

Status register_component(spi::Registry& registry, const spi::BackendSettings& settings) {
  return registry.add_backend("template", make_template_backend(settings.clock));
}

}  // namespace aiep::template_backend
