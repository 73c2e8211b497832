/// Doctored logs as small readable text (tests/cases/audit): a sound log and what is changed in it.
#pragma once

#include <string>
#include <vector>

#include "core/audit/evidence.h"

namespace aiep::test {

struct Expected {
  int invariant = 0;
  std::string run, words;  ///< `words` stand in the violation's text
};

struct AuditCase {
  audit::Evidence evidence;
  std::vector<Expected> expected;
};

/// Throws std::runtime_error with file and line when the text is not understood.
/// Lines: `base NAME`, `- BEGINNING` takes away the one line that begins with these words, `+ LINE` adds one,
/// `expect I3 RUN words`. A line is of a run, task, attempt, event or ledger, or `slots` or `skew`.
AuditCase read_audit_case(const std::string& folder, const std::string& file);

}  // namespace aiep::test
