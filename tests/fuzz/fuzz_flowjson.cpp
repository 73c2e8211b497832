/// Any bytes as flowjson: no crash, and JSON is accepted exactly when the reference parser does.
/// What validates survives the way to YAML and back.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "core/flow/convert.h"
#include "core/flow/document.h"
#include "core/flow/text_check.h"

using namespace aiep;
using namespace aiep::flow;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

const TypeDirectory& any_type() {
  static const TypeDirectory directory{[](const std::string& type) { return type; }, {}};
  return directory;
}

void check_same(const ExperimentSpec& a, const ExperimentSpec& b) {
  require(a.nodes.size() == b.nodes.size() && a.props == b.props && a.variables.size() == b.variables.size());
  for (std::size_t i = 0; i < a.nodes.size(); ++i) {
    const Node& x = a.nodes[i];
    const Node& y = b.nodes[i];
    require(x.id == y.id && x.title == y.title && x.needs == y.needs && x.content == y.content);
    require(x.runtime == y.runtime && x.special == y.special && x.disabled == y.disabled && x.options == y.options);
  }
}

/// Strings of the reference parser, compared as it sees them; its numbers lose what ours keep.
void check_against_reference(const std::string& text) {
  Tree tree;
  Report report("");
  read_tree(text, SourceFormat::flowjson, tree, report);
  const auto reference = nlohmann::json::parse(text, nullptr, false);
  if (tree.root == nullptr) return;
  const std::string written = to_json(*tree.root);
  const auto again = nlohmann::json::parse(written, nullptr, false);
  require(reference.is_discarded() == again.is_discarded());
  if (!reference.is_discarded() && !report.has_errors()) require(reference == again);
}

void check_round_trip(const std::string& text) {
  const SourceDocument document{SourceFormat::flowjson, text, "", {}};
  const ParseResult result = parse(document, "f", any_type());
  if (!result.ok()) return;
  const auto yaml = export_document(document, SourceFormat::yaml);
  require(yaml.has_value());
  const SourceDocument converted{SourceFormat::yaml, *yaml, "", {}};
  const ParseResult between = parse(converted, "f", any_type());
  require(between.ok());
  check_same(result.spec, between.spec);
  const auto back = export_document(converted, SourceFormat::flowjson);
  require(back.has_value());
  const ParseResult after = parse({SourceFormat::flowjson, *back, "", {}}, "f", any_type());
  require(after.ok());
  check_same(result.spec, after.spec);
}

/// The bytes as a text inside a flow: the writers must give exactly it back.
void check_any_text(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(std::string_view(text).substr(i, 4));
    if (length == 0) return;
    i += length;
  }
  std::string quoted;
  append_quoted(quoted, text);
  check_round_trip(R"({"nodes":[{"id":"a","title":"a","jobType":"x.y","desc":)" + quoted +
                   R"(,"jobContent":{"list":[)" + quoted + "," + quoted + R"(],"deep":[[{"text":)" + quoted + "}]]," +
                   quoted + ":" + quoted + R"(}}],"props":[{"p":)" + quoted + "}]}");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_against_reference(text);
  check_round_trip(text);
  check_any_text(text);
  return 0;
}
