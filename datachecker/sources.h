/// Sources of answers by address. The one place where backends of checks are plugged in.
#pragma once

#include <memory>
#include <string>

#include "core/spi/check_backend.h"

namespace aiep::check {

/// `warehouse:DIR` (absolute), `webhdfs://user@host:port,host:port/path`, `mask+http://app@host:port/path`,
/// `metastore-db://user@host:port/db`, `thrift://host:port,host:port`. `secret` is the password or token.
/// Opens no connection. Errors: kSourceScheme, kSourceUri, kSourceNotBuilt. Thread-safe.
Result<std::unique_ptr<spi::CheckBackend>> open_source(const std::string& uri, const std::string& secret);

}  // namespace aiep::check
