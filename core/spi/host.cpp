#include "core/spi/host.h"

namespace aiep::spi {

const char* to_string(OuterSaid said) {
  switch (said) {
    case OuterSaid::running: return "running";
    case OuterSaid::killed: return "killed";
    case OuterSaid::moved: return "moved";
    case OuterSaid::gone: return "gone";
    case OuterSaid::unknown: break;
  }
  return "unknown";
}

int full_exit_code(const RunOutcome& outcome) {
  if (!outcome.state || !is_terminal(*outcome.state)) return 7;
  switch (*outcome.state) {
    case State::succeeded:
    case State::skipped: return 0;
    case State::cancelled: return 8;
    default: return 1;
  }
}

}  // namespace aiep::spi
