/// The run of an outer execution: what an attaching attempt is given. Pure.
#pragma once

#include <optional>
#include <string>

#include "core/engine/plan.h"
#include "core/engine/service.h"

namespace aiep::engine {

/// `outer` as claim_outer left it, `run` its newest run. `started` and `retried` say that a run is to
/// be started; every other decision is final.
OuterDecision decide_outer(const OuterRecord& outer, const std::optional<RunRecord>& run, int attempt);

/// Key of the n-th run of an outer execution: of many who start it, one does.
std::string outer_run_key(const std::string& outer_key, int number);

/// In words for people: `azkaban execution 17 job churn, attempt 2`.
std::string outer_words(const OuterIdentity& identity);

void mark_outer(RunRecord& run, const OuterRun& outer);
/// Policies and first event of a planned run.
void note_outer(Plan& plan, const OuterRun& outer);

}  // namespace aiep::engine
