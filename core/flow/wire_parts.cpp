#include <algorithm>

#include "core/base/messages/flow.h"
#include "core/flow/draft.h"
#include "core/flow/json_reader.h"

namespace aiep::flow {
namespace {

const std::vector<std::string>& variable_types() {
  static const std::vector<std::string> types{"string", "number", "model", "processline"};
  return types;
}

bool is_number(std::string_view text) {
  const bool plus = text.starts_with('+') && !text.starts_with("+-");
  return is_json_number(text.substr(plus ? 1 : 0));
}

/// Placeholders are written ${name}; a name that could not stand there is a trap.
bool usable_variable_name(std::string_view name) { return name.find_first_of("${} \t+-*/") == std::string_view::npos; }

/// jobContent arrives as an object, or as a string that holds one.
std::string content_of(const Value& value) {
  if (value.kind == Kind::string && value.text.find('{') != std::string_view::npos) {
    Tree inner;
    Report ignored("");
    read_json(value.text, inner, ignored);
    if (inner.root != nullptr && inner.root->kind == Kind::object && !ignored.has_errors()) return to_json(*inner.root);
  }
  return to_json(value);
}

void read_resource_files(const Value& value, const std::string& path, const FileTable& files, Node& node,
                         Report& report) {
  if (value.kind == Kind::string && value.text.empty()) return;  // old editors write "" for none
  if (!expect(value, Kind::array, path, report)) return;
  for (const Value& item : value) {
    const Value* name = item.find("fileName");
    const AttachedFile* file = name != nullptr && name->kind == Kind::string ? files.find(name->text) : nullptr;
    if (file != nullptr) node.files.push_back(*file);
  }
}

}  // namespace

FileTable::FileTable(const std::vector<AttachedFile>& files) {
  for (const AttachedFile& file : files) by_name_.emplace(file.name, &file);
}

const AttachedFile* FileTable::find(std::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? nullptr : it->second;
}

void read_wire_parts(const Value& object, const std::string& path, const FileTable& files, Node& node, Report& report) {
  if (const Value* content = object.find("jobContent")) node.content = content_of(*content);
  if (const Value* resources = object.find("resources")) {
    read_resource_files(*resources, member_path(path, "resources"), files, node, report);
  }
  const Value* params = object.find("params");
  const std::string params_path = member_path(path, "params");
  if (params == nullptr || !expect(*params, Kind::object, params_path, report)) return;
  const Value* configuration = params->find("configuration");
  const std::string configuration_path = member_path(params_path, "configuration");
  if (configuration == nullptr || !expect(*configuration, Kind::object, configuration_path, report)) return;
  const auto part = [&](const char* name, std::string& target) -> const Value* {
    const Value* value = configuration->find(name);
    if (value == nullptr || !expect(*value, Kind::object, member_path(configuration_path, name), report))
      return nullptr;
    target = to_json(*value);
    return value;
  };
  part("runtime", node.runtime);
  part("startup", node.startup);
  if (const Value* special = part("special", node.special)) {
    const Value* disabled = special->find("auto.disabled");
    node.disabled = disabled != nullptr && disabled->text == "true";
  }
}

void read_props(const Value& value, const std::string& path, ExperimentSpec& spec, Report& report) {
  const auto merge = [&](const Value& object) {
    for (const Value& member : object)
      spec.props[std::string(member.key)] = member.is_scalar()          ? std::string(member.text)
                                            : member.kind == Kind::null ? ""
                                                                        : to_json(member);
  };
  if (value.kind == Kind::object) return merge(value);
  if (!expect(value, Kind::array, path, report)) return;
  std::size_t index = 0;
  for (const Value& item : value) {
    const std::string item_at = item_path(path, index++);
    if (item.kind != Kind::null && expect(item, Kind::object, item_at, report)) merge(item);
  }
}

void add_variable(const Value& item, const std::string& path, std::string_view name_key, std::string_view value_key,
                  Draft& draft, Report& report) {
  if (!expect(item, Kind::object, path, report)) return;
  Variable variable;
  const auto name = read_text(item, name_key, path, report);
  if (!name) {
    if (item.find(name_key) == nullptr) report.error(messages::kFlowMissing, {std::string(name_key)}, item.at, path);
    return;
  }
  const Value& name_value = *item.find(name_key);
  const std::string name_path = member_path(path, name_key);
  if (!check_name(*name, std::string(name_key), name_value.at, name_path, report)) return;
  if (!usable_variable_name(*name)) report.error(messages::kFlowVariableName, {*name}, name_value.at, name_path);
  variable.name = *name;
  if (auto type = read_text(item, "type", path, report)) variable.type = *type;
  const auto& types = variable_types();
  const bool known = std::find(types.begin(), types.end(), variable.type) != types.end();
  if (!known) {
    report.error(messages::kFlowVariableType, {variable.name, variable.type}, item.find("type")->at,
                 member_path(path, "type"));
  }
  if (const Value* value = item.find(value_key)) {
    variable.value = value->is_scalar() ? std::string(value->text) : to_json(*value);
    if (known && variable.type == "number" && !is_number(*variable.value)) {
      report.error(messages::kFlowVariableNumber, {variable.name, *variable.value}, value->at,
                   member_path(path, value_key));
    }
  }
  draft.spec.variables.push_back(std::move(variable));
  draft.variable_at.push_back(name_value.at);
  draft.variable_paths.push_back(name_path);
}

void UnknownTypes::add(const std::string& type, Spot at, const std::string& path) {
  auto [it, added] = seen_.try_emplace(type);
  if (added) it->second = {0, at, path};
  ++it->second.count;
}

void UnknownTypes::report_to(Report& report) const {
  for (const auto& [type, seen] : seen_) {
    report.warning(messages::kFlowTypeNotRunnable, {type, std::to_string(seen.count)}, seen.at, seen.path);
  }
}

}  // namespace aiep::flow
