/// Tables for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/aiepctl/io.h"

namespace aiep::cli {

using Row = std::vector<std::string>;

/// Columns as wide as their content; the last one is cut at `last_cells` when not 0.
std::string table(const Row& head, const std::vector<Row>& rows, std::size_t last_cells = 0);

/// The nodes of a run document: title, type, state, tries, duration, reason.
std::string node_table(const Io& io, const nlohmann::ordered_json& run);
/// "2026-01-31 08:00:00" in local time of an ISO time, "-" when absent.
std::string local_time(const std::string& iso);
/// Between two ISO times; up to now when the second is absent; "-" when the first is.
std::string duration_between(const std::string& from, const std::string& to);
/// The state's word with its colour (when io.color).
std::string painted_state(const Io& io, const std::string& state);

}  // namespace aiep::cli
