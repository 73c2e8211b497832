#include "core/model/state.h"

#include <array>

namespace aiep {
namespace {

constexpr std::array<StateFacts, 11> kStates{{
    {State::queued, "queued", false, "Initializing", "Initializing"},
    {State::submitting, "submitting", false, "Initializing", "Initializing"},
    {State::running, "running", false, "Running", "Running"},
    {State::waiting_for_data, "waiting_for_data", false, "Running", "Running"},
    {State::unknown, "unknown", false, "Running", "Running"},
    {State::cancelling, "cancelling", false, "Running", "Running"},
    {State::succeeded, "succeeded", true, "Succeed", "Succeeded"},
    {State::failed, "failed", true, "Failed", "Failed"},
    {State::cancelled, "cancelled", true, "Cancelled", "Stopped"},
    {State::skipped, "skipped", true, "Succeed", "Succeeded"},
    {State::lost, "lost", true, "Failed", "Failed"},
}};

}  // namespace

std::span<const StateFacts> all_states() { return kStates; }

const StateFacts& facts(State state) { return kStates.at(static_cast<std::size_t>(state)); }

State state_from(std::string_view name) {
  for (const StateFacts& f : kStates) {
    if (name == f.name) return f.state;
  }
  return State::unknown;
}

bool may_change(State from, State to) {
  if (from == to || is_terminal(from)) return false;
  if (to == State::queued) return from != State::cancelling;  // a retry's next attempt
  if (from == State::cancelling) return is_terminal(to);
  return true;
}

}  // namespace aiep
