/// Tasks on a small HTTP task server (README.md).
#pragma once

#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/spi/backend.h"

namespace aiep::http_task {

struct Options {
  std::string base_url;   ///< http://host:port, without a trailing slash
  std::string owner;      ///< whose tasks these are; the server may have other users
  Millis timeout{5'000};  ///< of every call
};

/// Also a LogSource and an OwnedLister. A handle is `<key>@<uid>`.
std::shared_ptr<spi::Backend> make_http_task_backend(Options options, std::shared_ptr<const Clock> clock);

}  // namespace aiep::http_task
