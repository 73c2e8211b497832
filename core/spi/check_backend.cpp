#include "core/spi/check_backend.h"

namespace aiep::spi {

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::present: return "present";
    case Verdict::absent: return "absent";
    case Verdict::unknown: return "unknown";
    case Verdict::refused: return "refused";
  }
  return "unknown";
}

}  // namespace aiep::spi
