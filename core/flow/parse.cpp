#include <algorithm>
#include <unordered_set>

#include "core/flow/document.h"
#include "core/flow/flow.h"
#include "core/flow/flowjson_reader.h"
#include "core/flow/json_reader.h"
#include "core/flow/text_check.h"
#include "core/flow/yaml_document.h"
#include "core/flow/yaml_reader.h"

namespace aiep::flow {

bool ParseResult::ok() const {
  return std::none_of(problems.begin(), problems.end(), [](const Problem& p) { return p.severity == Severity::error; });
}

SourceFormat detect_format(std::string_view text) {
  text = without_bom(text);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  const bool json = start == std::string_view::npos || text[start] == '{' || text[start] == '[';
  return json ? SourceFormat::flowjson : SourceFormat::yaml;
}

void read_tree(std::string_view text, SourceFormat format, Tree& tree, Report& report) {
  text = without_bom(text);
  const bool yaml = format == SourceFormat::yaml;
  if (!check_text(text, yaml ? kMaxYamlBytes : kMaxJsonBytes, report)) return;
  if (yaml)
    read_yaml(text, tree, report);
  else
    read_json(text, tree, report);
}

void read_document(const SourceDocument& document, const TypeDirectory& types, Tree& tree, Draft& draft,
                   Report& report) {
  read_tree(document.text, document.format, tree, report);
  if (tree.root == nullptr) return;
  if (document.format == SourceFormat::yaml)
    read_experiment_yaml(*tree.root, document.files, types, draft, report);
  else
    read_flowjson(*tree.root, document.files, types, draft, report);
  finish(draft, report);
}

ParseResult parse(const SourceDocument& document, const std::string& file, const TypeDirectory& types) {
  Report report(file);
  Draft draft;
  Tree tree;
  read_document(document, types, tree, draft, report);
  return {std::move(draft.spec), report.take()};
}

std::vector<std::string> referenced_files(std::string_view text) {
  Report ignored("");
  Tree tree;
  const SourceFormat format = detect_format(text);
  read_tree(text, format, tree, ignored);
  const Value* nodes = tree.root != nullptr ? tree.root->find("nodes") : nullptr;
  if (nodes == nullptr) return {};
  std::vector<std::string> names;
  std::unordered_set<std::string_view> seen;
  const auto add = [&](const Value* name) {
    const bool usable = name != nullptr && name->kind == Kind::string && !name->text.empty();
    if (usable && seen.insert(name->text).second) names.emplace_back(name->text);
  };
  for (const Value& node : *nodes) {
    if (format == SourceFormat::yaml) add(source_of(node));
    const Value* holder = format == SourceFormat::yaml ? node.find("x-flowjson") : &node;
    const Value* resources = holder != nullptr ? holder->find("resources") : nullptr;
    if (resources == nullptr || resources->kind != Kind::array) continue;
    for (const Value& resource : *resources) add(resource.find("fileName"));
  }
  return names;
}

}  // namespace aiep::flow
