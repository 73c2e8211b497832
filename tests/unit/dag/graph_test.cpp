#include "core/dag/graph.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

using aiep::dag::Graph;
using Nodes = std::vector<std::size_t>;

BOOST_AUTO_TEST_SUITE(dag_graph)

namespace {

Graph make(std::size_t size, std::initializer_list<std::pair<std::size_t, std::size_t>> edges) {
  Graph graph(size);
  for (const auto& [before, after] : edges) graph.add_edge(before, after);
  return graph;
}

void check(const Nodes& found, const Nodes& wanted) { BOOST_TEST(found == wanted, boost::test_tools::per_element()); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_cycle_is_found_as_its_path) {
  check(make(0, {}).find_cycle(), {});
  check(make(4, {{0, 1}, {1, 2}, {0, 2}, {2, 3}}).find_cycle(), {});
  check(make(4, {{0, 1}, {1, 2}, {2, 3}, {3, 1}}).find_cycle(), {1, 2, 3});
  check(make(2, {{1, 1}}).find_cycle(), {1});
  check(make(5, {{0, 1}, {3, 4}, {4, 3}}).find_cycle(), {3, 4});
}

BOOST_AUTO_TEST_CASE(the_order_is_the_smallest_ready_first) {
  check(make(4, {{3, 0}, {3, 1}, {1, 2}}).topological_order(), {3, 0, 1, 2});
  check(make(3, {}).topological_order(), {0, 1, 2});
  check(make(3, {{0, 1}, {1, 0}}).topological_order(), {2});
}

BOOST_AUTO_TEST_CASE(reach_goes_downstream_and_includes_the_start) {
  const Graph graph = make(6, {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {4, 3}});
  check(graph.reachable_from(0), {0, 1, 2, 3});
  check(graph.reachable_from(4), {3, 4});
  check(graph.reachable_from(5), {5});
  check(graph.predecessors(3), {1, 2, 4});
}

BOOST_AUTO_TEST_CASE(a_chain_of_a_hundred_thousand_needs_no_stack) {
  const std::size_t size = 100'000;
  Graph graph(size);
  for (std::size_t i = 1; i < size; ++i) graph.add_edge(i - 1, i);
  BOOST_TEST(graph.find_cycle().empty());
  BOOST_TEST(graph.topological_order().size() == size);
  graph.add_edge(size - 1, 0);
  BOOST_TEST(graph.find_cycle().size() == size);
}

BOOST_AUTO_TEST_CASE(a_fan_in_of_two_thousand_waits_for_all) {
  const std::size_t width = 2000;
  Graph graph(width + 2);
  for (std::size_t i = 1; i <= width; ++i) {
    graph.add_edge(0, i);
    graph.add_edge(i, width + 1);
  }
  const Nodes order = graph.topological_order();
  BOOST_TEST_REQUIRE(order.size() == width + 2);
  BOOST_TEST(order.front() == 0u);
  BOOST_TEST(order.back() == width + 1);
  BOOST_TEST(graph.reachable_from(0).size() == width + 2);
  check(graph.reachable_from(width), {width, width + 1});
}

BOOST_AUTO_TEST_CASE(many_paths_to_the_same_node_are_walked_once) {
  // 2^66,666 paths lead through these diamonds: only a visit per edge ends.
  const std::size_t diamonds = 66'666;
  const std::size_t size = 3 * diamonds + 1;
  Graph graph(size);
  for (std::size_t at = 0; at + 3 < size; at += 3) {
    for (const std::size_t side : {at + 1, at + 2}) {
      graph.add_edge(at, side);
      graph.add_edge(side, at + 3);
    }
  }
  BOOST_TEST(graph.find_cycle().empty());
  BOOST_TEST(graph.topological_order().size() == size);
  BOOST_TEST(graph.reachable_from(0).size() == size);
}

BOOST_AUTO_TEST_CASE(random_graphs_agree_with_the_definitions) {
  unsigned seed = 7;
  const auto next = [&](std::size_t below) { return (seed = seed * 1664525U + 1013904223U, (seed >> 8U) % below); };
  int cyclic = 0, ordered = 0;
  for (int round = 0; round < 400; ++round) {
    const std::size_t size = 1 + next(9);
    Graph graph(size);
    for (std::size_t i = next(2 * size); i > 0; --i) {
      const std::size_t before = next(size);
      graph.add_edge(before, next(size));
    }
    const Nodes cycle = graph.find_cycle(), order = graph.topological_order();
    BOOST_TEST(cycle.empty() == (order.size() == size));
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      const Nodes& after = graph.successors(cycle[i]);
      BOOST_TEST((std::find(after.begin(), after.end(), cycle[(i + 1) % cycle.size()]) != after.end()));
    }
    for (auto node = order.begin(); node != order.end(); ++node) {
      for (const std::size_t before : graph.predecessors(*node)) {
        BOOST_TEST((std::find(order.begin(), node, before) != node));
      }
    }
    ++(cycle.empty() ? ordered : cyclic);
  }
  BOOST_TEST(cyclic > 50);
  BOOST_TEST(ordered > 50);
}

BOOST_AUTO_TEST_SUITE_END()
