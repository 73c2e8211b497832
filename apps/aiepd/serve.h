/// The life of one server: lock, compose, listen, wait for the end, end.
#pragma once

#include <functional>
#include <string>

#include "apps/aiepd/compose.h"
#include "apps/aiepd/options.h"

namespace aiep::daemon {

using Composer = std::function<Result<Composition>(const ComposeOptions&, std::shared_ptr<const Clock>)>;

/// Blocks until the server ended: by SIGTERM, SIGINT, SIGHUP, POST /v1/server/stop or idleness.
/// The signals must be blocked in every thread. Ok also when another server of this workspace
/// already answers. The start is told on options.ready_fd.
Status serve(const Options& options, const Composer& composer);

}  // namespace aiep::daemon
