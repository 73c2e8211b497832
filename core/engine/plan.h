/// From a version and a request to the immutable plan of a run. Pure but for the clock value given.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/dates/context.h"
#include "core/spi/registry.h"
#include "core/spi/store.h"

namespace aiep::engine {

struct PlanInput {
  const ExperimentSpec* spec = nullptr;
  const spi::Registry* registry = nullptr;
  RunRecord run;  ///< id, key, experiment, version, backend, policy, submitter, created_at filled in
  std::map<std::string, std::string> variables;  ///< run-time values
  std::optional<std::string> date;               ///< --date
  std::string zone;
  std::vector<std::string> only_nodes;  ///< titles; empty = all
  std::string document_text;            ///< to see whether an undeclared variable is used
  std::string data_dir, origin_dir;
  std::optional<TimePoint> frozen_logical_time;  ///< rerun: the old run's
};

struct Plan {
  spi::RunDetail detail;            ///< run and tasks, no attempts
  std::vector<EventRecord> events;  ///< created, where each date came from, skipped nodes
};

/// All errors of all nodes, not only the first.
struct PlanResult {
  Plan plan;
  std::vector<Error> errors;
};
PlanResult make_plan(const PlanInput& input);

/// Problems of the nodes' own options (NodeType::check); nodes of unknown type are passed over.
std::vector<Error> check_node_options(const ExperimentSpec& spec, const spi::Registry& registry);

/// Folder of an attempt below the workspace, from its key `<run>.<position>.<attempt>`.
std::string work_dir(const std::string& workspace, const std::string& attempt_key);
std::string attempt_key(const std::string& run_id, int position, int attempt);

/// Fills the reason of queued nodes: what each waits for.
void explain_queued(spi::RunDetail& detail, TimePoint now);

}  // namespace aiep::engine
