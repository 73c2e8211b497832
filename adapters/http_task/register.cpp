#include "adapters/http_task/http_task_backend.h"
#include "core/base/files.h"
#include "core/spi/backend_settings.h"
#include "core/spi/registry.h"

namespace aiep::http_task {

/// The server's address is the first line of http_task/server in the workspace; without that file
/// there is no such backend.
Status register_component(spi::Registry& registry, const spi::BackendSettings& settings) {
  auto text = read_file(settings.workspace + "/http_task/server", 4096);
  if (!text && text.error().kind == ErrorKind::not_found) return {};
  if (!text) return std::move(text).error();
  Options options;
  options.base_url = text->substr(0, text->find_first_of("\r\n"));
  while (options.base_url.ends_with('/')) options.base_url.pop_back();
  options.owner = settings.workspace;
  return registry.add_backend("http_task", make_http_task_backend(std::move(options), settings.clock));
}

}  // namespace aiep::http_task
