/// DSS's and Prophecis's workflow JSON. Facts: contracts of DSS §1, docs/formats.md.
#pragma once

#include "core/flow/draft.h"

namespace aiep::flow {

void read_flowjson(const Value& root, const std::vector<AttachedFile>& files, const TypeDirectory& types, Draft& draft,
                   Report& report);

/// `jobType`, or a dotted `type`; nullptr when neither is there.
const Value* job_type_of(const Value& node);

}  // namespace aiep::flow
