#include "apps/aiepd/compose.h"

#include <unistd.h>

#include "core/config/workspace.h"
#include "core/plugin/loader.h"
#include "core/spi/backend_settings.h"
#include "core/store/store_factory.h"
#include "datachecker/check_task_backend.h"
#include "datachecker/warehouse/warehouse.h"

namespace aiep {
/// Made by the build from the aiep_component() and aiep_backend() lines (aiep_component_table in scripts/cmake).
Status register_components(spi::Registry& registry, const spi::BackendSettings& settings);
}  // namespace aiep

namespace aiep::daemon {
namespace {

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "localhost";
}

Status add_backends(spi::Registry& registry, const ComposeOptions& options, std::shared_ptr<const Clock> clock) {
  const spi::BackendSettings settings{options.workspace, config::sibling_program("aiep-node"), options.slots, clock};
  if (Status added = register_components(registry, settings); !added) return added;
  const auto warehouse = [](const std::string& data_dir) { return check::make_warehouse(data_dir); };
  return registry.add_backend("check", check::make_check_backend(warehouse, clock));
}

}  // namespace

Result<Composition> compose(const ComposeOptions& options, std::shared_ptr<const Clock> clock) {
  auto store = store::open_store(options.store_url);
  if (!store) return store.error();
  auto registry = std::make_shared<spi::Registry>();
  std::vector<Error> refused;
  auto loaded = plugin::load_directory(config::plugin_folder(), *registry, &refused);
  if (!loaded) return loaded.error();
  if (Status added = add_backends(*registry, options, clock); !added) return added.error();
  engine::ServiceOptions service;
  service.workspace = options.workspace;
  service.lease = options.lease;
  // Stable over restarts: the workspace's lock says that there is one server only, so a new one
  // takes over the runs of a killed one at once instead of waiting for its lease to end.
  service.owner = host_name() + ":" + options.workspace;
  service.tell = options.tell;
  Composition composition;
  composition.engine = engine::make_engine(service, *store, registry, std::move(clock));
  for (const Error& error : refused) composition.refused.push_back({error.place.file, error.message()});
  return composition;
}

}  // namespace aiep::daemon
