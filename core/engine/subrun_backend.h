/// The backend of `experiment` nodes: another run of this service.
#pragma once

#include <memory>

#include "core/engine/service.h"

namespace aiep::engine {

/// `service` must outlive it. Handle = id of the inner run; its key is derived from the task's key.
std::shared_ptr<spi::Backend> make_subrun_backend(Service& service);

}  // namespace aiep::engine
