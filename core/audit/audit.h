/// The invariants I1–I8, checked over what was written down. Pure: no I/O, no clock, no thread.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/audit/evidence.h"

namespace aiep::audit {

inline constexpr int kInvariants = 8;

/// The promise in a few words; `invariant` from 1 to kInvariants.
const char* promise(int invariant);

struct Violation {
  int invariant = 0;
  std::string run, node;  ///< "" where it belongs to none
  std::string text;       ///< one sentence
  std::vector<EventRecord> events;
  std::vector<LedgerEntry> ledger;
};

struct Check {
  bool done = false;
  std::string note;  ///< what was looked at, or what was missing for the check
};

struct Findings {
  std::vector<Violation> violations;  ///< by invariant, then in the order of the evidence
  std::array<Check, kInvariants> checks;
};

/// O(n log n) in the number of rows and lines.
Findings check(const Evidence& evidence);

}  // namespace aiep::audit
