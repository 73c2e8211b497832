#include <algorithm>

#include "core/flow/draft.h"
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

ParseResult parse(const SourceDocument& document, const std::string& file, const TypeDirectory& types) {
  Report report(file);
  Draft draft;
  Tree tree;
  const std::string_view text = without_bom(document.text);
  if (check_text(text, report)) {
    const bool yaml = document.format == SourceFormat::yaml;
    if (yaml)
      read_yaml(text, tree, report);
    else
      read_json(text, tree, report);
    if (tree.root != nullptr) {
      if (yaml)
        read_experiment_yaml(*tree.root, document.files, types, draft, report);
      else
        read_flowjson(*tree.root, document.files, types, draft, report);
      finish(draft, report);
    }
  }
  return {std::move(draft.spec), report.take()};
}

std::vector<std::string> referenced_files(std::string_view text) {
  Report ignored("");
  Tree tree;
  const SourceFormat format = detect_format(text);
  text = without_bom(text);
  if (!check_text(text, ignored)) return {};
  if (format == SourceFormat::yaml)
    read_yaml(text, tree, ignored);
  else
    read_json(text, tree, ignored);
  const Value* nodes = tree.root != nullptr ? tree.root->find("nodes") : nullptr;
  std::vector<std::string> names;
  const auto add = [&](const Value* name) {
    if (name == nullptr || name->kind != Kind::string || name->text.empty()) return;
    if (std::find(names.begin(), names.end(), name->text) == names.end()) names.emplace_back(name->text);
  };
  if (nodes == nullptr) return {};
  for (const Value& node : *nodes) {
    add(source_of(node));
    const Value* carried = node.find("x-flowjson");
    const Value* resources = format == SourceFormat::flowjson ? node.find("resources")
                             : carried                        ? carried->find("resources")
                                                              : nullptr;
    if (resources == nullptr || resources->kind != Kind::array) continue;
    for (const Value& resource : *resources) add(resource.find("fileName"));
  }
  return names;
}

}  // namespace aiep::flow
