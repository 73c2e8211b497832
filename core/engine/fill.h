/// Filling the placeholders of one run's nodes.
#pragma once

#include <map>
#include <string>

#include "core/dates/expand.h"
#include "core/spi/node_type.h"

namespace aiep::engine {

/// Pure; const use is thread-safe.
class Filler {
 public:
  /// `scope` has the run's dates and variables; the names that a task's environment fills are added here.
  explicit Filler(dates::Scope scope);

  /// Whether fill() could change anything: most nodes of a large flow need no copy.
  static bool needed(const Node& node);
  /// Fills options, content, runtime, environment and attached files in place.
  Status fill(Node& node, const spi::NodeType& type) const;

 private:
  struct Scopes {
    dates::Scope environment;  ///< nothing is left to the task
    dates::Scope task;         ///< with the names that every task's environment has
  };
  Status fill_parts(Node& node, const spi::NodeType& type, const dates::Scope& environment,
                    const dates::Scope& task) const;

  Scopes schedulis_, linkis_;
};

}  // namespace aiep::engine
