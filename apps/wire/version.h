/// What `version` prints.
#pragma once

namespace aiep::wire {

const char* program_version();  ///< of the project, for example 0.1.0
const char* program_commit();   ///< short git commit of the build, "unknown" outside a clone

}  // namespace aiep::wire
