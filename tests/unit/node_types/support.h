/// Node types as the programs see them: loaded from their shared objects.
#pragma once

#include <string>
#include <vector>

#include "core/spi/registry.h"

namespace aiep::test {

/// All plugins of the build. Throws when one does not load.
const spi::Registry& plugins();
/// The type that answers to this word. Throws when there is none.
const spi::NodeType& type_of(const std::string& word);

Node yaml_node(const std::string& type, const std::string& options);
Node wire_node(const std::string& job_type, const std::string& content, const std::string& runtime = "{}");

/// What check() says, as `NNNN path` in its order, joined by `; `; "" = fine.
std::string problems(const Node& node);
/// compile() of a node that must compile.
spi::TaskSpec compiled(const Node& node);
/// `NNNN` of the error that compile() gives.
std::string refusal(const Node& node);

}  // namespace aiep::test
