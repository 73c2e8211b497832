/// Loading components from shared objects (core/spi/plugin_abi.h).
#pragma once

#include <string>
#include <vector>

#include "core/spi/registry.h"

namespace aiep::plugin {

struct LoadedPlugin {
  std::string kind;  ///< "node_type"
  std::string name, version;
  std::string path;  ///< as given
};

/// Loads one shared object and lets it register. The file's shape, the descriptor's magic, interface
/// number, kind and build identity are verified before any of its functions is called. A library
/// that has registered is never unloaded, because its objects live in the registry. Blocking (reads
/// the file); not thread-safe for one registry. Errors: what was wrong with it; then the registry is
/// as it was.
Result<LoadedPlugin> load(const std::string& path, spi::Registry& registry);

/// Loads every `*.so` of the folder in order of name. What was refused goes to `refused` (may be
/// null) and stops nothing. not_found: the folder itself cannot be read.
Result<std::vector<LoadedPlugin>> load_directory(const std::string& dir, spi::Registry& registry,
                                                 std::vector<Error>* refused);

}  // namespace aiep::plugin
