#include "core/base/messages/dates.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {}  // namespace

std::span<const Message> dates() { return {}; }

}  // namespace aiep::messages
