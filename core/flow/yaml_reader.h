/// Our own experiment file. Shape: docs/schema/experiment.schema.json.
#pragma once

#include "core/flow/draft.h"

namespace aiep::flow {

void read_experiment_yaml(const Value& root, const std::vector<AttachedFile>& files, const TypeDirectory& types,
                          Draft& draft, Report& report);

/// The value of `with.source` when the node's type takes one (a file beside the experiment file).
const Value* source_of(const Value& node);

}  // namespace aiep::flow
