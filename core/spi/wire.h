/// Reading a node that came from flowjson. For node types; pure.
#pragma once

#include <string>

#include "core/model/experiment.h"

namespace aiep::spi {

/// True when the node's work stands in its flowjson parts (content, runtime), false when it stands
/// in its options (our YAML `with`).
bool is_wire_form(const Node& node, const std::string& own_type);

/// JSON text of the manifest in jobContent, under any of its spellings on the wire (ManiFest,
/// Manifest, manifest), also when it is a string that holds JSON. "" = the node has none.
/// invalid_argument: jobContent or the manifest is not an object.
Result<std::string> manifest_of(const Node& node);

/// The node's place with `below` put behind its path, for example ".jobContent.code".
Place place_in(const Node& node, const std::string& below);

/// The attached file of that name (also when either is written with folders), or nullptr.
const AttachedFile* find_file(const Node& node, const std::string& name);

}  // namespace aiep::spi
