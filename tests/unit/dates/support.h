/// What the tests of dates share.
#pragma once

#include <string>
#include <vector>

#include "core/dates/context.h"

namespace aiep::dates {

using Row = std::vector<std::string>;

/// Rows of tests/cases/dates/`name`, split at tabs; lines with # are left out.
std::vector<Row> read_rows(const std::string& name);

/// run_date `date`; the logical time is the day after, at `clock` (HH or HH:MM:SS) in UTC.
DateContext context_of(const std::string& date, const std::string& clock);

/// 2024-02-29T16:00:00 in UTC.
TimePoint instant(const std::string& iso);

}  // namespace aiep::dates
