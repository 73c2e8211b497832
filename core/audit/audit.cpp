#include "core/audit/audit.h"

#include "core/audit/view.h"

namespace aiep::audit {
namespace {

struct Invariant {
  const char* promise;
  Check (*check)(const View&, Violations&);
};

constexpr std::array<Invariant, kInvariants> kAll{{
    {"one outer execution or caller's key has at most one live run", &check_one_live},
    {"an accepted run is never lost", &check_nothing_lost},
    {"a final state is written once and never changes", &check_final_once},
    {"no false green, and no red without a reason", &check_verdict},
    {"after a confirmed cancel nothing of the run is alive", &check_cancelled},
    {"every process that was started has one owner", &check_owned},
    {"no more in use than the limit, at any instant", &check_limits},
    {"each signal is seen at least once and consumed once per receiver", &check_signals},
}};

}  // namespace

const char* promise(int invariant) { return kAll.at(static_cast<std::size_t>(invariant - 1)).promise; }

Findings check(const Evidence& evidence) {
  const View view(evidence);
  Findings findings;
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    const std::size_t before = findings.violations.size();
    findings.checks[i] = kAll[i].check(view, findings.violations);
    for (std::size_t v = before; v < findings.violations.size(); ++v) {
      findings.violations[v].invariant = static_cast<int>(i) + 1;
    }
  }
  return findings;
}

}  // namespace aiep::audit
