/// Our records as the documents of the REST interface (docs/rest.md). Times are ISO UTC strings,
/// what is absent is null.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/flow/flow.h"
#include "core/spi/node_type.h"
#include "core/spi/store.h"

namespace aiep::rest {

/// null when empty.
nlohmann::ordered_json text_or_null(const std::string& text);

nlohmann::ordered_json encode_experiment(const ExperimentRecord& experiment);
nlohmann::ordered_json encode_version(const VersionRecord& version);
nlohmann::ordered_json encode_run(const RunRecord& run);
/// encode_run() and its nodes with their attempts.
nlohmann::ordered_json encode_run_detail(const spi::RunDetail& detail);
nlohmann::ordered_json encode_events(const std::vector<EventRecord>& events);
nlohmann::ordered_json encode_problem(const flow::Problem& problem);
nlohmann::ordered_json encode_problems(const std::vector<flow::Problem>& problems);
nlohmann::ordered_json encode_type(const spi::NodeType& type);

}  // namespace aiep::rest
