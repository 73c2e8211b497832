#include "core/base/messages/store.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {}  // namespace

std::span<const Message> store() { return {}; }

}  // namespace aiep::messages
