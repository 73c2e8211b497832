// One source for every bad plugin; the definition BAD_… says what is wrong with it.
#include <cstdlib>
#include <stdexcept>

#include "core/spi/plugin_abi.h"

extern "C" void aiep_function_that_nobody_has();

namespace {

#if defined(BAD_REFUSES)
const char* enter(aiep::spi::Registry*) { return "no room for me"; }
#elif defined(BAD_THROWS)
const char* enter(aiep::spi::Registry*) { throw std::runtime_error("thrown while registering"); }
#elif defined(BAD_SYMBOL)
const char* enter(aiep::spi::Registry*) {
  aiep_function_that_nobody_has();
  return nullptr;
}
#else
/// A loader that calls into a library which does not fit must not survive the test.
const char* enter(aiep::spi::Registry*) { std::abort(); }
#endif

}  // namespace

#if defined(BAD_DESCRIPTOR)
#define DESCRIPTOR another_descriptor
#else
#define DESCRIPTOR aiep_plugin
#endif

extern "C" __attribute__((visibility("default"))) const AiepPluginDescriptor DESCRIPTOR = {
#if defined(BAD_MAGIC)
    0x12345678,
#else
    aiep::spi::kPluginMagic,
#endif
#if defined(BAD_API)
    aiep::spi::kPluginApi + 1,
#else
    aiep::spi::kPluginApi,
#endif
#if defined(BAD_KIND)
    "publish_target",
#else
    "node_type",
#endif
#if defined(BAD_INCOMPLETE)
    nullptr,
#else
    "bad",
#endif
    "1.0",
#if defined(BAD_BUILD)
    "0.0.1/SomeCompiler-1",
#else
    AIEP_BUILD_IDENTITY,
#endif
    enter};
