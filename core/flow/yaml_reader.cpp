#include "core/flow/yaml_reader.h"

#include <unordered_map>

#include "core/base/messages/flow.h"

namespace aiep::flow {
namespace {

bool leaves_folder(std::string_view name) {
  if (name.starts_with('/')) return true;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    if (name.substr(start, end - start) == "..") return true;
    start = end + 1;
  }
  return false;
}

class ExperimentReader {
 public:
  ExperimentReader(const std::vector<AttachedFile>& files, const TypeDirectory& types, Draft& draft, Report& report)
      : files_(files), types_(types), draft_(draft), report_(report) {}

  void run(const Value& root) {
    if (!expect(root, Kind::object, "$", report_)) return;
    check_keys(root, {"apiVersion", "kind", "metadata", "variables", "nodes", "x-flowjson"}, "$", report_);
    constant(root, "apiVersion", "aiep/v1");
    constant(root, "kind", "Experiment");
    read_metadata(root);
    each(root, "variables", [&](const Value& item, const std::string& path) {
      if (item.kind == Kind::object) check_keys(item, {"name", "type", "default", "description"}, path, report_);
      add_variable(item, path, "name", "default", draft_, report_);
    });
    if (const Value* carried = root.find("x-flowjson");
        carried && expect(*carried, Kind::object, "$.x-flowjson", report_)) {
      if (const Value* props = carried->find("props")) read_props(*props, "$.x-flowjson.props", draft_.spec, report_);
    }
    if (root.find("nodes") == nullptr) report_.error(messages::kFlowMissing, {"nodes"}, root.at, "$");
    each(root, "nodes", [&](const Value& item, const std::string& path) { read_node(item, path); });
    std::size_t node = 0;
    each(root, "nodes", [&](const Value& item, const std::string& path) {
      if (item.kind == Kind::object) read_needs(item, path, node++);
    });
    unknown_types_.report_to(report_);
  }

 private:
  template <class Function>
  void each(const Value& object, const char* name, Function&& function) {
    const Value* list = object.find(name);
    const std::string path = member_path("$", name);
    if (list == nullptr) return;
    if (list->kind != Kind::array) {
      if (list != complained_) expect(*list, Kind::array, path, report_);
      complained_ = list;  // walked twice, said once
      return;
    }
    std::size_t index = 0;
    for (const Value& item : *list) function(item, item_path(path, index++));
  }

  void constant(const Value& root, const char* key, const char* wanted) {
    const Value* value = root.find(key);
    if (value == nullptr)
      report_.error(messages::kFlowMissing, {key}, root.at, "$");
    else if (value->kind != Kind::string || value->text != wanted) {
      report_.error(messages::kFlowConstant, {key, wanted}, value->at, member_path("$", key));
    }
  }

  void read_metadata(const Value& root) {
    const Value* metadata = root.find("metadata");
    if (metadata == nullptr) return report_.error(messages::kFlowMissing, {"metadata"}, root.at, "$");
    if (!expect(*metadata, Kind::object, "$.metadata", report_)) return;
    check_keys(*metadata, {"name", "group", "description"}, "$.metadata", report_);
    draft_.spec.name = required(*metadata, "name", "$.metadata");
    if (auto group = read_text(*metadata, "group", "$.metadata", report_)) draft_.spec.group = *group;
    if (auto text = read_text(*metadata, "description", "$.metadata", report_)) draft_.spec.description = *text;
  }

  std::string required(const Value& object, const char* key, const std::string& path) {
    const Value* value = object.find(key);
    if (value == nullptr) {
      report_.error(messages::kFlowMissing, {key}, object.at, path);
      return {};
    }
    return optional_name(*value, key, path);
  }

  std::string optional_name(const Value& value, const char* key, const std::string& path) {
    const std::string where = member_path(path, key);
    const auto text = read_text(value, where, report_);
    return text && check_name(*text, key, value.at, where, report_) ? *text : std::string();
  }

  void read_node(const Value& item, const std::string& path) {
    if (!expect(item, Kind::object, path, report_)) return;
    check_keys(item,
               {"title", "type", "needs", "with", "env", "retries", "timeout", "resources", "description", "id",
                "disabled", "x-flowjson"},
               path, report_);
    Node node;
    node.place = report_.place(item.at, path);
    node.title = required(item, "title", path);
    node.type = required(item, "type", path);
    const Value* id = item.find("id");
    node.id = id == nullptr ? node.title : optional_name(*id, "id", path);
    if (auto text = read_text(item, "description", path, report_)) node.description = *text;
    const Value* carried = item.find("x-flowjson");
    if (carried != nullptr && expect(*carried, Kind::object, member_path(path, "x-flowjson"), report_)) {
      read_wire_parts(*carried, member_path(path, "x-flowjson"), files_, node, report_);
    }
    if (const Value* disabled = item.find("disabled");
        disabled != nullptr && expect(*disabled, Kind::boolean, member_path(path, "disabled"), report_)) {
      node.disabled = disabled->flag;
    }
    read_node_settings(item, path, node, report_);
    if (const Value* with = item.find("with")) read_with(item, *with, member_path(path, "with"), node);
    check_type(item, path, node, carried != nullptr);
    const Value* title = item.find("title");
    draft_.title_at.push_back(title != nullptr ? title->at : item.at);
    draft_.id_at.push_back(id != nullptr ? id->at : item.at);
    draft_.spec.nodes.push_back(std::move(node));
  }

  void check_type(const Value& item, const std::string& path, const Node& node, bool carried) {
    if (node.type.empty() || !types_.find(node.type).empty()) return;
    const Value& type = *item.find("type");
    const std::string where = member_path(path, "type");
    if (carried) return unknown_types_.add(node.type, type.at, where);
    const std::string near = report_.crowded() ? "" : suggestion(node.type, types_.names);
    report_.error(near.empty() ? messages::kFlowTypeUnknown : messages::kFlowTypeUnknownNear, {node.type, near},
                  type.at, where);
  }

  void read_with(const Value& item, const Value& with, const std::string& path, Node& node) {
    if (!expect(with, Kind::object, path, report_)) return;
    const Value* source = source_of(item);
    if (source == nullptr) {
      node.options = to_json(with);
      return;
    }
    const AttachedFile* file = resolve(*source, path);
    if (with.find("source_code") != nullptr) {
      report_.error(messages::kFlowSourceTwice, {}, source->key_at, member_path(path, "source"));
    }
    if (file == nullptr) return;
    node.files.push_back(*file);
    std::string options = "{";
    for (const Value& member : with) {
      if (options.size() > 1) options += ',';
      const bool is_source = &member == source;
      append_quoted(options, is_source ? "source_code" : member.key);
      options += ':';
      if (is_source)
        append_quoted(options, file->content);
      else
        append_json(options, member);
    }
    node.options = options + "}";
  }

  const AttachedFile* resolve(const Value& source, const std::string& path) {
    const std::string where = member_path(path, "source");
    const auto name = read_text(source, where, report_);
    if (!name || !check_name(*name, "source", source.at, where, report_)) return nullptr;
    if (leaves_folder(*name)) {
      report_.error(messages::kFlowSourceOutside, {*name}, source.at, where);
      return nullptr;
    }
    const AttachedFile* file = files_.find(*name);
    if (file == nullptr) report_.error(messages::kFlowSourceMissing, {*name}, source.at, where);
    return file;
  }

  void read_needs(const Value& item, const std::string& path, std::size_t position) {
    if (by_title_.empty()) {
      for (std::size_t i = 0; i < draft_.spec.nodes.size(); ++i) by_title_.emplace(draft_.spec.nodes[i].title, i);
    }
    const Value* needs = item.find("needs");
    const std::string needs_path = member_path(path, "needs");
    if (needs == nullptr || !expect(*needs, Kind::array, needs_path, report_)) return;
    std::size_t index = 0;
    for (const Value& need : *needs) {
      const std::string where = item_path(needs_path, index++);
      const auto title = read_text(need, where, report_);
      if (!title) continue;
      const auto it = by_title_.find(*title);
      if (it != by_title_.end())
        draft_.edges.push_back({it->second, position, need.at, where});
      else
        unknown_need(*title, need.at, where);
    }
  }

  void unknown_need(const std::string& title, Spot at, const std::string& path) {
    std::string near;
    if (draft_.spec.nodes.size() <= 500 && !report_.crowded()) {  // a suggestion is not worth quadratic work
      std::vector<std::string> titles;
      for (const Node& node : draft_.spec.nodes) titles.push_back(node.title);
      near = suggestion(title, titles);
    }
    report_.error(near.empty() ? messages::kFlowNeedUnknown : messages::kFlowNeedUnknownNear, {title, near}, at, path);
  }

  FileTable files_;
  const TypeDirectory& types_;
  Draft& draft_;
  Report& report_;
  UnknownTypes unknown_types_;
  std::unordered_map<std::string_view, std::size_t> by_title_;
  const Value* complained_ = nullptr;
};

}  // namespace

const Value* source_of(const Value& node) {
  const Value* type = node.find("type");
  const Value* with = node.find("with");
  return type != nullptr && type->text == "python" && with != nullptr ? with->find("source") : nullptr;
}

void read_experiment_yaml(const Value& root, const std::vector<AttachedFile>& files, const TypeDirectory& types,
                          Draft& draft, Report& report) {
  ExperimentReader(files, types, draft, report).run(root);
}

}  // namespace aiep::flow
