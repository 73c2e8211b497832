#include "core/base/messages/engine.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {

}  // namespace

std::span<const Message> engine() { return {}; }

}  // namespace aiep::messages
