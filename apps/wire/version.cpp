#include "apps/wire/version.h"

namespace aiep::wire {

const char* program_version() { return AIEP_VERSION; }
const char* program_commit() { return AIEP_COMMIT; }

}  // namespace aiep::wire
