/// A property file of one of the two old checkers made into one CheckPlan.
/// docs/datachecker.md lists every key and what differs.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/dates/context.h"
#include "datachecker/dialect/plan.h"
#include "datachecker/dialect/property_file.h"

namespace aiep::check {

struct PlanOptions {
  std::optional<FileDialect> dialect;  ///< nullopt = told from the file
  dates::DateContext dates;
  std::map<std::string, std::string> variables;  ///< win over those of the file
};

/// `type=datachecker` or `data.object…` is Schedulis; `linkistype=…datachecker` or `check.object…` is DSS.
/// nullopt when the file shows neither or both.
std::optional<FileDialect> tell_dialect(const PropertyFile& file);

/// Pure. `${…}` is filled from the options, from other keys of the file and from the date variables.
FileReading read_plan(const PropertyFile& file, const PlanOptions& options);

/// `metastore-db://user@host:port/db` of a JDBC address, "" when it is none of MySQL's.
std::string metastore_uri(const OperatorAccess& access);

}  // namespace aiep::check
