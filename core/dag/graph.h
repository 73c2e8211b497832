/// A directed graph over node numbers 0…n-1: cycles, order, reach. Pure.
#pragma once

#include <cstddef>
#include <vector>

namespace aiep::dag {

class Graph {
 public:
  explicit Graph(std::size_t size) : successors_(size), predecessors_(size) {}
  /// `before` must end before `after` starts. Repeated edges are kept once by the caller.
  void add_edge(std::size_t before, std::size_t after);

  std::size_t size() const { return successors_.size(); }
  const std::vector<std::size_t>& successors(std::size_t node) const { return successors_[node]; }
  const std::vector<std::size_t>& predecessors(std::size_t node) const { return predecessors_[node]; }

  /// Nodes of one cycle in order (first not repeated at the end), or empty. Iterative.
  std::vector<std::size_t> find_cycle() const;
  /// Kahn's order, smallest number first among the ready; shorter than size() when cyclic.
  std::vector<std::size_t> topological_order() const;
  /// `from` and everything that comes after it, ascending.
  std::vector<std::size_t> reachable_from(std::size_t from) const;

 private:
  std::vector<std::vector<std::size_t>> successors_, predecessors_;
};

}  // namespace aiep::dag
