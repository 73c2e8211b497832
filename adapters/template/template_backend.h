/// A backend to copy: the smallest one that keeps the whole contract of spi::Backend.
#pragma once

#include <memory>

#include "core/base/clock.h"
#include "core/spi/backend.h"

namespace aiep::template_backend {

/// Tasks live in this object's memory and run nothing: the command `exit N` ends with N, `hang` goes
/// on until it is cancelled, everything else succeeds. A handle is the key. Never blocks.
std::shared_ptr<spi::Backend> make_template_backend(std::shared_ptr<const Clock> clock);

}  // namespace aiep::template_backend
