/// One function per area; each area's file owns a range of codes.
#pragma once

#include <span>

#include "core/base/catalogue.h"

namespace aiep::messages {

std::span<const Message> general();        ///< 0001–0099
std::span<const Message> flow();           ///< 0100–0199
std::span<const Message> dates();          ///< 0200–0299
std::span<const Message> store();          ///< 0300–0399
std::span<const Message> engine();         ///< 0400–0499
std::span<const Message> backend();        ///< 0500–0599
std::span<const Message> checker();        ///< 0600–0649
std::span<const Message> check_dialect();  ///< 0650–0699
std::span<const Message> plugin();         ///< 0700–0799
std::span<const Message> server();         ///< 0800–0899

}  // namespace aiep::messages
