/// Records that fill every field, and what tests of the store do again and again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/spi/store.h"
#include "tests/contract/store_suite.h"

namespace aiep::test {

inline const TimePoint kNoon = from_ms(1'709'208'000'123);

std::shared_ptr<spi::Store> open_or_fail(const std::string& url);

ExperimentRecord sample_experiment(const std::string& id);
VersionRecord sample_version(const std::string& experiment_id, int number);
/// Every field set, `tasks` tasks in a chain named n0, n1 …
spi::RunDetail sample_run(const std::string& id, int tasks = 2);
EventRecord sample_event(const std::string& run, const std::string& event = "state");
AttemptRecord sample_attempt(const std::string& run, const std::string& node, int number = 1);

/// Field by field, with Boost's checks.
void check_same(const RunRecord& a, const RunRecord& b);
void check_same(const TaskRecord& a, const TaskRecord& b);
void check_same(const AttemptRecord& a, const AttemptRecord& b);

}  // namespace aiep::test
