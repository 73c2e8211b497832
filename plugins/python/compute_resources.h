/// What a manifest of the platform asks for to run on.
#pragma once

#include <string>
#include <vector>

#include "core/model/experiment.h"

namespace aiep::plugins {

/// Reads `compute_resources` of a manifest (JSON text): {cpus, memory, gpus}, also inside `worker`,
/// also as cpu/cpu_num, gpu/gpu_num. A memory without a unit counts GiB, as the platform does.
/// Absent parts stay absent. What cannot be read goes to `problems`.
Resources read_compute_resources(const Node& node, const std::string& manifest, std::vector<Error>& problems);

}  // namespace aiep::plugins
