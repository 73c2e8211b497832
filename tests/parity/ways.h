/// Every way in which an outer scheduler can ask, and what it is answered. Each answer comes from the programs' own
/// code, run for this very cell.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/parity/rig.h"

namespace aiep::parity {

struct Way {
  std::string title;
  std::function<std::string(Inner)> ask;
};

struct Table {
  std::string title, text;
  std::vector<Way> ways;
};

/// In the order of docs/parity.md.
std::vector<Table> all_tables();

Table table_of_looks();
Table table_of_starts();
Table table_of_stops();
Table table_of_silence();
Table table_of_agents();

}  // namespace aiep::parity
