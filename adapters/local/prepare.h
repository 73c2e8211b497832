/// An attempt's folder, made ready for its keeper.
#pragma once

#include <string>

#include "adapters/local/local_backend.h"

namespace aiep::local {

/// What every task of this daemon finds alike. Read once: it does not change while we live.
struct HostFacts {
  std::string path;  ///< PATH, with a `python` in front where the machine has python3 only
  bool python_shim = false;
  std::string home, user, boot_id;
};
HostFacts read_host_facts(const LocalOptions& options);

/// Writes code, script and, last and atomically, the order itself (`task`). Running it again over a
/// half-made folder completes it. invalid_argument for file names that leave the folder;
/// unavailable when the disk refuses.
Status prepare_folder(const spi::TaskRequest& request, const LocalOptions& options, const HostFacts& host);

}  // namespace aiep::local
