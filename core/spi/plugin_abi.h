/// The C border of a loadable component. The loader reads the descriptor and refuses a library
/// whose api, kind or build identity differ before any C++ call is made.
#pragma once

#include <cstdint>

#include "core/base/error.h"

namespace aiep::spi {
class Registry;
inline constexpr std::uint32_t kPluginMagic = 0x50454941;  // "AIEP"
inline constexpr std::uint32_t kPluginApi = 1;
}  // namespace aiep::spi

extern "C" {
/// Plain data only. `build` must equal the program's own build identity (compiler and version).
struct AiepPluginDescriptor {
  std::uint32_t magic;
  std::uint32_t api;
  const char* kind;     ///< "node_type"
  const char* name;     ///< the component's name
  const char* version;  ///< of the component
  const char* build;    ///< AIEP_BUILD_IDENTITY of the build that made it
  /// Called once, after the checks; returns nullptr or a static English text why not.
  const char* (*register_component)(aiep::spi::Registry* registry);
};
}

/// In register.cpp of a plugin: AIEP_PLUGIN("node_type", "command", "1.0", register_component)
/// with `Status register_component(aiep::spi::Registry&)` in the same file.
#define AIEP_PLUGIN(KIND, NAME, VERSION, FUNCTION)                                                                   \
  extern "C" __attribute__((visibility("default")))                                                                  \
  const AiepPluginDescriptor aiep_plugin = {aiep::spi::kPluginMagic,                                                 \
                                            aiep::spi::kPluginApi,                                                   \
                                            KIND,                                                                    \
                                            NAME,                                                                    \
                                            VERSION,                                                                 \
                                            AIEP_BUILD_IDENTITY,                                                     \
                                            [](aiep::spi::Registry* registry) -> const char* {                       \
                                              return FUNCTION(*registry) ? nullptr : "its registration was refused"; \
                                            }};
