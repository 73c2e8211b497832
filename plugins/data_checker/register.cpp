#include "core/spi/plugin_abi.h"
#include "core/spi/registry.h"
#include "plugins/data_checker/data_checker_node.h"

namespace {

aiep::Status register_component(aiep::spi::Registry& registry) {
  return registry.add(std::make_shared<aiep::plugins::DataCheckerNode>());
}

}  // namespace

AIEP_PLUGIN("node_type", "data_checker", "1.0", register_component)
