/// The outer schedulers that this program knows.
#pragma once

#include <memory>
#include <string>

#include "core/spi/host.h"

namespace aiep::agent {

/// nullptr = no such host.
std::shared_ptr<spi::Host> make_host(const std::string& name);

}  // namespace aiep::agent
