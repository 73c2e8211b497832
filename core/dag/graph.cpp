#include "core/dag/graph.h"

#include <functional>
#include <queue>

namespace aiep::dag {

void Graph::add_edge(std::size_t before, std::size_t after) {
  successors_[before].push_back(after);
  predecessors_[after].push_back(before);
}

std::vector<std::size_t> Graph::find_cycle() const {
  enum class Mark { unseen, open, done };
  std::vector<Mark> marks(size(), Mark::unseen);
  for (std::size_t root = 0; root < size(); ++root) {
    if (marks[root] != Mark::unseen) continue;
    std::vector<std::pair<std::size_t, std::size_t>> path{{root, 0}};  // node, next successor to try
    marks[root] = Mark::open;
    while (!path.empty()) {
      auto& [node, next] = path.back();
      if (next == successors_[node].size()) {
        marks[node] = Mark::done;
        path.pop_back();
        continue;
      }
      const std::size_t successor = successors_[node][next++];
      if (marks[successor] == Mark::unseen) {
        marks[successor] = Mark::open;
        path.emplace_back(successor, 0);
      } else if (marks[successor] == Mark::open) {
        std::vector<std::size_t> cycle;
        for (const auto& [on_path, ignored] : path) {
          if (on_path == successor || !cycle.empty()) cycle.push_back(on_path);
        }
        return cycle;
      }
    }
  }
  return {};
}

std::vector<std::size_t> Graph::topological_order() const {
  std::vector<std::size_t> open(size());
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < size(); ++i) {
    open[i] = predecessors_[i].size();
    if (open[i] == 0) ready.push(i);
  }
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (std::size_t successor : successors_[node]) {
      if (--open[successor] == 0) ready.push(successor);
    }
  }
  return order;
}

std::vector<std::size_t> Graph::reachable_from(std::size_t from) const {
  std::vector<bool> seen(size(), false);
  std::vector<std::size_t> stack{from};
  seen[from] = true;
  while (!stack.empty()) {
    const std::size_t node = stack.back();
    stack.pop_back();
    for (std::size_t successor : successors_[node]) {
      if (seen[successor]) continue;
      seen[successor] = true;
      stack.push_back(successor);
    }
  }
  std::vector<std::size_t> reached;
  for (std::size_t i = 0; i < size(); ++i) {
    if (seen[i]) reached.push_back(i);
  }
  return reached;
}

}  // namespace aiep::dag
