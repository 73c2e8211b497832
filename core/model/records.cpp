#include "core/model/records.h"

#include <array>
#include <charconv>

namespace aiep {
namespace {

constexpr std::array<std::pair<FailurePolicy, const char*>, 3> kPolicies{{
    {FailurePolicy::stop_at_once, "stop"},
    {FailurePolicy::finish_running, "finish-running"},
    {FailurePolicy::finish_possible, "finish-possible"},
}};

}  // namespace

std::string version_label(int number, bool closed) { return "v" + std::to_string(number) + (closed ? "" : "-dev"); }

int version_number(const std::string& label) {
  std::string_view text = label;
  if (text.starts_with('v')) text.remove_prefix(1);
  if (text.ends_with("-dev")) text.remove_suffix(4);
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && number > 0 ? number : 0;
}

const char* to_string(FailurePolicy policy) { return kPolicies.at(static_cast<std::size_t>(policy)).second; }

std::optional<FailurePolicy> failure_policy_from(const std::string& word) {
  for (const auto& [policy, name] : kPolicies) {
    if (word == name) return policy;
  }
  return std::nullopt;
}

}  // namespace aiep
