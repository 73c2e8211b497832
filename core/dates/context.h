/// Logical time of a run and the date variables of Schedulis and Linkis computed from it.
/// Pure. Facts: the two schedulers' value tables (docs/dates.md).
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep::dates {

enum class Dialect { schedulis, linkis };

/// Frozen at submission; survives retry, restart and midnight.
struct DateContext {
  TimePoint logical_time{};            ///< the instant of submission (or what the scheduler said)
  std::string zone = "Asia/Shanghai";  ///< IANA name
  std::chrono::year_month_day run_date{};
};

/// run_date = `date` (YYYYMMDD or YYYY-MM-DD) when given, else yesterday of `logical_time` in `zone`.
/// invalid_argument: unknown zone, no such day.
Result<DateContext> make_context(TimePoint logical_time, const std::string& zone,
                                 const std::optional<std::string>& date);

/// YYYYMMDD.
std::string run_date_text(const DateContext& context);

/// All variable names of the dialect, in the order of its manual.
std::vector<std::string> variable_names(Dialect dialect);

/// Value of what stands between `${` and `}`: a date variable with optional arithmetic
/// (run_date-7, run_month_begin-1, run_date_std…). not_found when it is no date expression of the
/// dialect; invalid_argument when it is one and malformed.
Result<std::string> evaluate(const DateContext& context, Dialect dialect, std::string_view expression);

/// `&{pattern%±Nunit%…}` of Linkis; text without one comes back unchanged.
Result<std::string> expand_linkis_patterns(const DateContext& context, std::string_view text);

/// run_date, run_date_std, run_mon, run_mon_end, run_mon_end_std under their WTSS_… names.
std::map<std::string, std::string> wtss_environment(const DateContext& context);

}  // namespace aiep::dates
