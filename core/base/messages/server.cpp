#include "core/base/messages/server.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {

}  // namespace

std::span<const Message> server() { return {}; }

}  // namespace aiep::messages
