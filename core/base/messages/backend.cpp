#include "core/base/messages/backend.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {}  // namespace

std::span<const Message> backend() { return {}; }

}  // namespace aiep::messages
