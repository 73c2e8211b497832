#include "core/base/guards.h"

#include <cstdlib>
#include <string_view>

namespace aiep {
namespace {

std::string_view name_of(Guard guard) {
  switch (guard) {
    case Guard::unique_keys: return "unique-keys";
    case Guard::fencing: return "fencing";
    case Guard::record_before_call: return "record-before-call";
    case Guard::reconcile_unknown: return "reconcile-unknown";
    case Guard::final_once: return "final-once";
    case Guard::keeper_identity: break;
  }
  return "keeper-identity";
}

}  // namespace

bool guard_on(Guard guard) {
  const char* off = std::getenv("AIEP_MUTANT");
  return off == nullptr || off != name_of(guard);
}

}  // namespace aiep
