/// Brings together what the audit looks at.
#pragma once

#include "apps/aiep_audit/options.h"
#include "core/audit/evidence.h"

namespace aiep::auditor {

struct Gathered {
  audit::Evidence evidence;
  std::string source;        ///< the workspace or database, for people
  int unreadable_lines = 0;  ///< of the ledger
};

/// Reads the database in one moment and the ledger around it. Changes nothing. Blocks on both.
/// Errors: invalid_argument (address), anything else = could not be read.
Result<Gathered> gather(const Options& options);

}  // namespace aiep::auditor
