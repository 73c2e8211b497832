/// Answers from the mask service, which says whether the masked copy of a table is ready.
/// Facts: its one request and the codes of its answers (README.md of datachecker).
#pragma once

#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/spi/check_backend.h"
#include "datachecker/source_uri.h"

namespace aiep::check {

struct MaskOptions {
  std::string url;         ///< `http://host:port/path`, without the `?`
  std::string app, token;  ///< the token signs and is never sent
  Millis timeout{20'000};  ///< of one question
};

/// Rung exists only. 200 = present, 1011 = refused (no such table), 500 and up = unknown, every other
/// code = absent; another HTTP status, a body without a code, and silence = unknown. After one question
/// without an answer the rest of the batch is not asked, so it blocks for one time-out at most more
/// than for its answers. Levels stand in the question's order.
std::unique_ptr<spi::CheckBackend> make_mask(MaskOptions options);

/// `mask+http://app@host:port/path`, `mask+https://…`.
Result<std::unique_ptr<spi::CheckBackend>> make_mask(const SourceUri& uri, const std::string& token);

}  // namespace aiep::check
