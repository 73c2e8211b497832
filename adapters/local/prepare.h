/// An attempt's folder, made ready for its keeper.
#pragma once

#include <string>

#include "adapters/local/local_backend.h"

namespace aiep::local {

/// Writes code, script and, last and atomically, the order itself (`task`). Running it again over a
/// half-made folder completes it. invalid_argument for file names that leave the folder;
/// unavailable when the disk refuses.
Status prepare_folder(const spi::TaskRequest& request, const LocalOptions& options);

}  // namespace aiep::local
