#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/base/messages/flow.h"
#include "core/dag/graph.h"
#include "core/flow/draft.h"

namespace aiep::flow {
namespace {

constexpr std::size_t kMaxCyclesShown = 10;
constexpr std::size_t kMaxCycleTitles = 20;

void check_unique_titles(const Draft& draft, Report& report) {
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < draft.spec.nodes.size(); ++i) {
    const Node& node = draft.spec.nodes[i];
    if (node.title.empty()) continue;
    const auto [first, added] = seen.emplace(node.title, i);
    if (added) continue;
    report.error(messages::kFlowTitleTwice, {node.title, std::to_string(draft.title_at[first->second].line)},
                 draft.title_at[i], member_path(node.place.path, "title"));
  }
}

void check_unique_ids(const Draft& draft, Report& report) {
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < draft.spec.nodes.size(); ++i) {
    const Node& node = draft.spec.nodes[i];
    if (node.id.empty()) continue;
    const auto [first, added] = seen.emplace(node.id, i);
    // A YAML node without an id is known by its title; a repeated title is said already.
    if (added || (node.id == node.title && draft.spec.nodes[first->second].title == node.title)) continue;
    report.error(messages::kFlowIdTwice, {node.id, std::to_string(draft.id_at[first->second].line)}, draft.id_at[i],
                 member_path(node.place.path, "id"));
  }
}

void check_unique_variables(const Draft& draft, Report& report) {
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < draft.spec.variables.size(); ++i) {
    const std::string& name = draft.spec.variables[i].name;
    const auto [first, added] = seen.emplace(name, i);
    if (added) continue;
    report.error(messages::kFlowVariableTwice, {name, std::to_string(draft.variable_at[first->second].line)},
                 draft.variable_at[i], draft.variable_paths[i]);
  }
}

std::string describe_cycle(const std::vector<std::size_t>& cycle, const std::vector<Node>& nodes) {
  std::string out;
  const std::size_t shown = std::min(cycle.size(), kMaxCycleTitles);
  for (std::size_t i = 0; i < shown; ++i) out += nodes[cycle[i]].title + " → ";
  if (shown < cycle.size()) out += "… (" + std::to_string(cycle.size() - shown) + ") → ";
  return out + nodes[cycle.front()].title;
}

/// One error per cycle, cycles that share a node once.
void check_cycles(const Draft& draft, std::vector<Edge> edges, Report& report) {
  for (std::size_t round = 0; round < kMaxCyclesShown; ++round) {
    dag::Graph graph(draft.spec.nodes.size());
    for (const Edge& edge : edges) graph.add_edge(edge.before, edge.after);
    const std::vector<std::size_t> cycle = graph.find_cycle();
    if (cycle.empty()) return;
    const Edge* closing = nullptr;
    for (const Edge& edge : edges) {
      if (edge.before == cycle.back() && edge.after == cycle.front()) closing = &edge;
    }
    if (closing == nullptr) return;
    report.error(messages::kFlowCycle, {describe_cycle(cycle, draft.spec.nodes)}, closing->at, closing->path);
    const std::set<std::size_t> used(cycle.begin(), cycle.end());
    std::erase_if(edges, [&](const Edge& edge) { return used.contains(edge.before) || used.contains(edge.after); });
  }
}

}  // namespace

void finish(Draft& draft, Report& report) {
  check_unique_titles(draft, report);
  check_unique_ids(draft, report);
  check_unique_variables(draft, report);
  const std::size_t count = draft.spec.nodes.size();
  std::unordered_set<std::size_t> known;  // before * count + after
  std::vector<Edge> kept;
  for (Edge& edge : draft.edges) {
    if (edge.before == edge.after) {
      report.error(messages::kFlowSelfEdge, {draft.spec.nodes[edge.after].title}, edge.at, edge.path);
    } else if (known.insert(edge.before * count + edge.after).second) {
      draft.spec.nodes[edge.after].needs.push_back(draft.spec.nodes[edge.before].id);
      kept.push_back(std::move(edge));
    }
  }
  check_cycles(draft, std::move(kept), report);
}

}  // namespace aiep::flow
