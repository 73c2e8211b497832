#include "core/spi/plugin_abi.h"
#include "core/spi/registry.h"
#include "plugins/command/command_node.h"

namespace {

aiep::Status register_component(aiep::spi::Registry& registry) {
  return registry.add(std::make_shared<aiep::plugins::CommandNode>());
}

}  // namespace

AIEP_PLUGIN("node_type", "command", "1.0", register_component)
