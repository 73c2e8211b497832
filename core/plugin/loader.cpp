#include "core/plugin/loader.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <filesystem>
#include <memory>

#include "core/base/messages/plugin.h"
#include "core/plugin/elf_check.h"
#include "core/spi/plugin_abi.h"

namespace aiep::plugin {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNodeType = "node_type";

struct CloseLibrary {
  void operator()(void* library) const { dlclose(library); }
};
using Library = std::unique_ptr<void, CloseLibrary>;

std::string dl_error() {
  const char* text = dlerror();
  return text != nullptr ? text : "no reason was given";
}

/// The plain data of a descriptor, before any of the library's functions is called.
Status verify(const AiepPluginDescriptor* descriptor, const std::string& path) {
  if (descriptor == nullptr || descriptor->magic != spi::kPluginMagic) {
    return make_error(messages::kPluginNoDescriptor, {path});
  }
  if (descriptor->api != spi::kPluginApi) {
    return make_error(messages::kPluginApi, {path, std::to_string(descriptor->api), std::to_string(spi::kPluginApi)});
  }
  if (descriptor->kind == nullptr || descriptor->name == nullptr || descriptor->version == nullptr ||
      descriptor->build == nullptr || descriptor->register_component == nullptr) {
    return make_error(messages::kPluginUnreadable, {path, "its descriptor is incomplete"});
  }
  if (std::strcmp(descriptor->kind, kNodeType) != 0) {
    return make_error(messages::kPluginKind, {path, descriptor->kind});
  }
  if (std::strcmp(descriptor->build, AIEP_BUILD_IDENTITY) != 0) {
    return make_error(messages::kPluginBuild, {path, descriptor->build, AIEP_BUILD_IDENTITY});
  }
  return {};
}

/// The first call into the library. Whatever it throws stays here.
std::string register_fault(const AiepPluginDescriptor& descriptor, spi::Registry& registry) {
  try {
    const char* fault = descriptor.register_component(&registry);
    return fault == nullptr ? "" : fault;
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "it threw something that is no std::exception";
  }
}

}  // namespace

Result<LoadedPlugin> load(const std::string& path, spi::Registry& registry) {
  if (std::string fault = elf_fault(path); !fault.empty()) {
    return make_error(messages::kPluginUnreadable, {path, fault});
  }
  // A name without a slash would be searched for in the system's library folders.
  const std::string absolute = fs::absolute(path).string();
  Library library(dlopen(absolute.c_str(), RTLD_NOW | RTLD_LOCAL));
  if (library == nullptr) return make_error(messages::kPluginUnreadable, {path, dl_error()});
  const auto* descriptor = static_cast<const AiepPluginDescriptor*>(dlsym(library.get(), "aiep_plugin"));
  if (Status status = verify(descriptor, path); !status) return std::move(status).error();
  // From here on objects of the library may be alive anywhere: it stays for the life of the process.
  static_cast<void>(library.release());
  if (std::string fault = register_fault(*descriptor, registry); !fault.empty()) {
    return make_error(messages::kPluginRefused, {path, descriptor->name, fault});
  }
  return LoadedPlugin{descriptor->kind, descriptor->name, descriptor->version, path};
}

Result<std::vector<LoadedPlugin>> load_directory(const std::string& dir, spi::Registry& registry,
                                                 std::vector<Error>* refused) {
  std::error_code failure;
  fs::directory_iterator entries(dir, failure);
  std::vector<std::string> paths;
  for (; !failure && entries != fs::directory_iterator(); entries.increment(failure)) {
    if (entries->path().extension() == ".so") paths.push_back(entries->path().string());
  }
  if (failure) return make_error(messages::kPluginFolder, {dir, failure.message()});
  std::sort(paths.begin(), paths.end());
  std::vector<LoadedPlugin> loaded;
  for (const std::string& path : paths) {
    auto plugin = load(path, registry);
    if (plugin) {
      loaded.push_back(std::move(*plugin));
    } else if (refused != nullptr) {
      refused->push_back(std::move(plugin).error());
    }
  }
  return loaded;
}

}  // namespace aiep::plugin
