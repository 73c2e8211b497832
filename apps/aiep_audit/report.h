/// Findings for people and for programs.
#pragma once

#include <string>

#include "apps/aiep_audit/gather.h"
#include "core/audit/audit.h"

namespace aiep::auditor {

/// One line per invariant, then every violation with the rows that show it, then the sum.
std::string text_report(const Gathered& gathered, const audit::Findings& findings);
/// {source, violations: [{invariant, run, node, text, events, ledger}], checks: [{invariant, promise, result, note}]}
std::string json_report(const Gathered& gathered, const audit::Findings& findings);

}  // namespace aiep::auditor
