#include "core/model/outer.h"

#include <array>
#include <utility>

#include "core/base/sha256.h"

namespace aiep {
namespace {

constexpr std::array<std::pair<LostPolicy, const char*>, 3> kLost{{
    {LostPolicy::cancel, "cancel"},
    {LostPolicy::keep, "keep"},
    {LostPolicy::keep_and_adopt, "keep-and-adopt"},
}};

constexpr std::array<std::pair<RetryPolicy, const char*>, 2> kRetry{{
    {RetryPolicy::retry_from_failed, "retry-from-failed"},
    {RetryPolicy::new_run, "new-run"},
}};

}  // namespace

std::string outer_key(const OuterIdentity& identity) {
  std::string bytes;
  for (const std::string* part :
       {&identity.system, &identity.project, &identity.flow, &identity.execution, &identity.job}) {
    // The length before each part: no two lists of parts have the same bytes.
    bytes += std::to_string(part->size()) + ":" + *part;
  }
  return sha256_hex(bytes);
}

const char* to_string(LostPolicy policy) { return kLost.at(static_cast<std::size_t>(policy)).second; }

std::optional<LostPolicy> lost_policy_from(const std::string& word) {
  for (const auto& [policy, name] : kLost) {
    if (word == name) return policy;
  }
  return std::nullopt;
}

const char* to_string(RetryPolicy policy) { return kRetry.at(static_cast<std::size_t>(policy)).second; }

std::optional<RetryPolicy> retry_policy_from(const std::string& word) {
  for (const auto& [policy, name] : kRetry) {
    if (word == name) return policy;
  }
  return std::nullopt;
}

}  // namespace aiep
