#include "core/spi/plugin_abi.h"
#include "core/spi/registry.h"
#include "plugins/experiment/experiment_node.h"

namespace {

aiep::Status register_component(aiep::spi::Registry& registry) {
  return registry.add(std::make_shared<aiep::plugins::ExperimentNode>());
}

}  // namespace

AIEP_PLUGIN("node_type", "experiment", "1.0", register_component)
