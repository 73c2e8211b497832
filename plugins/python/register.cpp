#include "core/spi/plugin_abi.h"
#include "core/spi/registry.h"
#include "plugins/python/python_node.h"

namespace {

aiep::Status register_component(aiep::spi::Registry& registry) {
  return registry.add(std::make_shared<aiep::plugins::PythonNode>());
}

}  // namespace

AIEP_PLUGIN("node_type", "python", "1.0", register_component)
