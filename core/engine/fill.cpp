#include "core/engine/fill.h"

#include <algorithm>

#include "core/engine/json_text.h"

namespace aiep::engine {
namespace {

constexpr const char* kTaskNames[] = {"UPLOAD_CODE_DIR",
                                      "DATA_DIR",
                                      "RESULT_DIR",
                                      "CODE_DIR",
                                      "UPSTREAM_DIR",
                                      "DEPEND_RESOURCE_PATH",
                                      "DEPEND_RESOURCE_FILENAME",
                                      "AIEP_RUN_ID",
                                      "AIEP_TASK_KEY",
                                      "AIEP_NODE",
                                      "WTSS_RUN_DATE",
                                      "WTSS_RUN_DATE_STD",
                                      "WTSS_RUN_MON",
                                      "WTSS_RUN_MON_END",
                                      "WTSS_RUN_MON_END_STD",
                                      "PATH",
                                      "HOME",
                                      "LANG",
                                      "LC_ALL",
                                      "TZ",
                                      "TMPDIR",
                                      "USER"};

bool has_placeholder(const std::string& text) {
  return text.find("${") != std::string::npos || text.find("&{") != std::string::npos;
}

/// Linkis fills the code of its engines, and nothing for an appconn.
bool is_filled_by_linkis(const Node& node) {
  return node.type.starts_with("linkis.") && !node.type.starts_with("linkis.appconn.");
}

}  // namespace

Filler::Filler(dates::Scope scope) : schedulis_{scope, scope} {
  schedulis_.task.task_names.insert(std::begin(kTaskNames), std::end(kTaskNames));
  linkis_ = schedulis_;
  linkis_.environment.dialect = linkis_.task.dialect = dates::Dialect::linkis;
}

bool Filler::needed(const Node& node) {
  return has_placeholder(node.options) || has_placeholder(node.content) || has_placeholder(node.runtime) ||
         std::any_of(node.env.begin(), node.env.end(),
                     [](const auto& entry) { return has_placeholder(entry.second); }) ||
         std::any_of(node.files.begin(), node.files.end(),
                     [](const AttachedFile& file) { return has_placeholder(file.content); });
}

Status Filler::fill(Node& node, const spi::NodeType& type) const {
  const Scopes& scopes = is_filled_by_linkis(node) ? linkis_ : schedulis_;
  if (node.env.empty()) return fill_parts(node, type, scopes.environment, scopes.task);
  dates::Scope own = scopes.task;
  for (const auto& [name, value] : node.env) own.task_names.insert(name);
  return fill_parts(node, type, scopes.environment, own);
}

Status Filler::fill_parts(Node& node, const spi::NodeType& type, const dates::Scope& environment,
                          const dates::Scope& task) const {
  const std::vector<std::string> program = type.program_text_keys();
  const auto fill = [&](const std::string& key, const std::string& value) -> Result<std::string> {
    const bool keep = std::find(program.begin(), program.end(), key) != program.end();
    return dates::expand(value, task, keep ? dates::Unknown::keep : dates::Unknown::error);
  };
  for (std::string* part : {&node.options, &node.content, &node.runtime}) {
    if (!has_placeholder(*part)) continue;
    auto filled = map_json_strings(*part, fill);
    if (!filled) return std::move(filled).error();
    *part = std::move(*filled);
  }
  for (auto& [name, value] : node.env) {
    auto filled = dates::expand(value, environment, dates::Unknown::error);
    if (!filled) return std::move(filled).error();
    value = std::move(*filled);
  }
  for (AttachedFile& file : node.files) {
    auto filled = dates::expand(file.content, task, dates::Unknown::keep);
    if (!filled) return std::move(filled).error();
    file.content = std::move(*filled);
  }
  return {};
}

}  // namespace aiep::engine
