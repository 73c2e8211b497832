// I7 and I8: as much as is known today.
#include <set>

#include "core/audit/view.h"

namespace aiep::audit {
namespace {

/// Holds a place of its backend, as the engine counts it.
bool holds_place(const std::string& state) {
  return !state.empty() && state != to_string(State::queued) && !is_terminal_word(state);
}

struct Lane {
  int limit = 0, in_use = 0, most = 0;
  bool over = false;
};

}  // namespace

Check check_limits(const View& view, Violations& found) {
  if (view.evidence.limits.empty()) return {false, "no limit is known (--slots N)"};
  std::map<std::string, Lane> lanes;
  for (const auto& [name, limit] : view.evidence.limits) lanes[name].limit = limit;
  for (const EventRecord& event : view.evidence.events) {
    if (event.run.empty() || event.node.empty() || !is_change(event)) continue;
    const auto run = view.runs.find(event.run);
    const auto task = run->second.tasks.find(event.node);
    if (task->second.task == nullptr) continue;
    const auto lane = lanes.find(task->second.task->lane);
    if (lane == lanes.end()) continue;
    Lane& l = lane->second;
    l.in_use += static_cast<int>(holds_place(event.to)) - static_cast<int>(holds_place(event.from));
    l.most = std::max(l.most, l.in_use);
    // Told once per time that it is passed, not once per event above it.
    if (l.in_use > l.limit && !l.over) {
      found.push_back({0,
                       event.run,
                       event.node,
                       std::to_string(l.in_use) + " tasks at once on `" + lane->first + "`, the limit is " +
                           std::to_string(l.limit),
                       rows({&event}),
                       {}});
    }
    l.over = l.in_use > l.limit;
  }
  std::string note;
  for (const auto& [name, lane] : lanes) {
    note += (note.empty() ? "" : ", ") + name + ": at most " + std::to_string(lane.most) + " of " +
            std::to_string(lane.limit);
  }
  return {true, note};
}

Check check_signals(const View&, Violations&) { return {false, "no data: the store keeps no signals yet"}; }

}  // namespace aiep::audit
