/// Answers from a warehouse in HDFS, laid out as the folder of warehouse/ is, over WebHDFS.
#pragma once

#include <memory>

#include "core/spi/check_backend.h"
#include "datachecker/source_uri.h"

namespace aiep::check {

/// The verdicts of warehouse/. Several hosts are the NameNodes of one cluster: the active one is found
/// and remembered. What may not be read is unknown; a root that cannot be read, and a cluster of which
/// no NameNode answers, fail the batch (unavailable). Blocks at most about 10 s per NameNode when none
/// answers. Port 9870 when none is given; `webhdfs` is HTTP, `swebhdfs` TLS (9871).
Result<std::unique_ptr<spi::CheckBackend>> make_webhdfs(const SourceUri& uri);

}  // namespace aiep::check
