/// Any bytes as an experiment file: no crash; what validates can be written as flowjson and read again.
#include <cstdint>
#include <cstdlib>

#include "core/flow/flow.h"

using namespace aiep;
using namespace aiep::flow;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const TypeDirectory any_type{[](const std::string& type) { return type; }, {}};
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)referenced_files(text);
  const SourceDocument document{SourceFormat::yaml, text, "", {{"a.py", "print(1)\n"}}};
  const ParseResult result = parse(document, "f", any_type);
  if (!result.ok()) return 0;
  const auto flow = export_document(document, SourceFormat::flowjson);
  require(flow.has_value());
  const ParseResult again = parse({SourceFormat::flowjson, *flow, "", {}}, "f", any_type);
  require(again.ok());
  require(again.spec.nodes.size() == result.spec.nodes.size());
  require(again.spec.variables.size() == result.spec.variables.size());
  for (std::size_t i = 0; i < result.spec.nodes.size(); ++i) {
    require(again.spec.nodes[i].needs == result.spec.nodes[i].needs);
    require(again.spec.nodes[i].env == result.spec.nodes[i].env);
    require(again.spec.nodes[i].disabled == result.spec.nodes[i].disabled);
  }
  return 0;
}
