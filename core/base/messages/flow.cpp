#include "core/base/messages/flow.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {}  // namespace

std::span<const Message> flow() { return {}; }

}  // namespace aiep::messages
