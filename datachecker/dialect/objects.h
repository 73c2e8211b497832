/// One `data.object` or `check.object` written out into questions.
#pragma once

#include <string>
#include <vector>

#include "datachecker/dialect/plan.h"
#include "datachecker/dialect/property_file.h"

namespace aiep::check {

/// The step of a date range. Months add up from day to day as java.time does.
struct RangeStep {
  int days = 1, months = 0;
};
/// `1-day`, `2-weeks`, `3-month`. nullopt for anything else.
std::optional<RangeStep> parse_range_step(const std::string& text);

struct ObjectRules {
  FileDialect dialect = FileDialect::schedulis;
  bool hourly = false;
  RangeStep step;
};

struct WrittenOut {
  std::vector<spi::ObjectQuestion> questions;
  std::string database_as_written;
  bool range = false;
  bool hours = false;
};

inline constexpr std::size_t kMostObjects = 10'000;

/// `value` has its variables filled. Blanks outside quotation marks do not count; quotation marks that
/// do not enclose a value are dropped, as the old checkers drop all of them. Errors carry their place.
Result<WrittenOut> write_out(const PropertyFile& file, const PlacedText& value, const ObjectRules& rules);

}  // namespace aiep::check
