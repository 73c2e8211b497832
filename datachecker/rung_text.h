/// Rungs as people write them.
#pragma once

#include <optional>
#include <string_view>

#include "core/spi/check_backend.h"

namespace aiep::check {

struct RungChoice {
  spi::Rung rung = spi::Rung::exists;
  std::int64_t argument = 0;  ///< seconds for stable, rows for rows
};

/// `exists`, `stats`, `done-flag`, `files`, `stable:10m`, `rows:1000`. nullopt = none of them.
std::optional<RungChoice> parse_rung(std::string_view text);
/// The same words again: `stable:10m`.
std::string rung_text(spi::Rung rung, std::int64_t argument);

}  // namespace aiep::check
