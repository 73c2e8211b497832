/// The guards that the campaign must miss when they are gone (docs/reliability.md, "Switched-off guards").
#pragma once

namespace aiep {

enum class Guard {
  unique_keys,         ///< one run per caller's key, one open run per outer execution
  fencing,             ///< only who holds the lease of a run writes to it
  record_before_call,  ///< `submitting` is stored before the backend is asked
  reconcile_unknown,   ///< a call of unknown outcome is looked up, never taken for a failure
  final_once,          ///< a final state is written once
  keeper_identity,     ///< a process is who it was, not who has its number now
};

#ifdef AIEP_CAMPAIGN
/// False for the one guard that AIEP_MUTANT names (`unique-keys`, `fencing`, …).
bool guard_on(Guard guard);
#else
constexpr bool guard_on(Guard) { return true; }
#endif

}  // namespace aiep
