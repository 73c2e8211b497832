#include "core/base/messages/checker.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {}  // namespace

std::span<const Message> checker() { return {}; }

}  // namespace aiep::messages
