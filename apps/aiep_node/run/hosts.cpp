#include "apps/aiep_node/run/hosts.h"

#include "adapters/generic/host.h"
#include "adapters/mock/mock_host.h"

namespace aiep::agent {

std::shared_ptr<spi::Host> make_host(const std::string& name) {
  if (name == "generic") return generic::make_host();
  if (name == "mock") return mock::make_mock_host("");
  return nullptr;
}

}  // namespace aiep::agent
