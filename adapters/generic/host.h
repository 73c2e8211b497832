/// Any scheduler that can set environment variables: cron, a shell task, a Makefile.
#pragma once

#include <memory>

#include "core/spi/host.h"

namespace aiep::generic {

/// Told by AIEP_OUTER_SYSTEM (required, any word), AIEP_OUTER_EXECUTION (required), AIEP_OUTER_PROJECT,
/// AIEP_OUTER_FLOW, AIEP_OUTER_JOB, AIEP_OUTER_ATTEMPT (a whole number, 0), AIEP_OUTER_LINK. A property
/// file is not read. Cannot be asked, so said() is unknown. Keeps full exit codes; patience 30 s.
/// system() is "generic": it stands for every system without a host of its own.
std::shared_ptr<spi::Host> make_host();

}  // namespace aiep::generic
