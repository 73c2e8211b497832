#include "core/dag/graph.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace aiep::dag {

void Graph::add_edge(std::size_t before, std::size_t after) {
  successors_[before].push_back(after);
  predecessors_[after].push_back(before);
}

std::vector<std::size_t> Graph::find_cycle() const {
  enum class Mark : char { fresh, open, done };
  std::vector<Mark> marks(size(), Mark::fresh);
  std::vector<std::size_t> path, next_edge(size(), 0);
  for (std::size_t root = 0; root < size(); ++root) {
    if (marks[root] != Mark::fresh) continue;
    path.push_back(root);
    marks[root] = Mark::open;
    while (!path.empty()) {
      const std::size_t node = path.back();
      if (next_edge[node] == successors_[node].size()) {
        marks[node] = Mark::done;
        path.pop_back();
        continue;
      }
      const std::size_t after = successors_[node][next_edge[node]++];
      if (marks[after] == Mark::open) {
        path.erase(path.begin(), std::find(path.begin(), path.end(), after));
        return path;
      }
      if (marks[after] == Mark::fresh) {
        marks[after] = Mark::open;
        path.push_back(after);
      }
    }
  }
  return {};
}

std::vector<std::size_t> Graph::topological_order() const {
  std::vector<std::size_t> missing(size()), order;
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t node = 0; node < size(); ++node) {
    missing[node] = predecessors_[node].size();
    if (missing[node] == 0) ready.push(node);
  }
  while (!ready.empty()) {
    const std::size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const std::size_t after : successors_[node]) {
      if (--missing[after] == 0) ready.push(after);
    }
  }
  return order;
}

std::vector<std::size_t> Graph::reachable_from(std::size_t from) const {
  std::vector<bool> seen(size(), false);
  std::vector<std::size_t> open{from}, reached;
  seen[from] = true;
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    reached.push_back(node);
    for (const std::size_t after : successors_[node]) {
      if (!seen[after]) open.push_back(after);
      seen[after] = true;
    }
  }
  std::sort(reached.begin(), reached.end());
  return reached;
}

}  // namespace aiep::dag
