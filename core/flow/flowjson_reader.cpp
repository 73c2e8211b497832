#include "core/flow/flowjson_reader.h"

#include <unordered_map>

#include "core/base/messages/flow.h"
#include "core/flow/json_reader.h"

namespace aiep::flow {
namespace {

/// contextID is a text holding JSON whose `value` is again a text holding JSON; "" = no name there.
std::string flow_name(const Value& context) {
  Report ignored("");
  Tree outer, inner;
  read_json(context.text, outer, ignored);
  const Value* value = outer.root != nullptr ? outer.root->find("value") : nullptr;
  if (value == nullptr || value->kind != Kind::string) return {};
  read_json(value->text, inner, ignored);
  const Value* name = inner.root != nullptr ? inner.root->find("flow") : nullptr;
  return name != nullptr && check_name(name->text, "flow", {}, "", ignored) ? std::string(name->text) : "";
}

class FlowjsonReader {
 public:
  FlowjsonReader(const std::vector<AttachedFile>& files, const TypeDirectory& types, Draft& draft, Report& report)
      : files_(files), types_(types), draft_(draft), report_(report) {}

  void run(const Value& root) {
    if (!expect(root, Kind::object, "$", report_)) return;
    if (const Value* context = root.find("contextID")) draft_.spec.name = flow_name(*context);
    read_own_part(root);
    each(root, "global_variables", [&](const Value& item, const std::string& path) {
      add_variable(item, path, item.find("key") == nullptr && item.find("name") != nullptr ? "name" : "key", "value",
                   draft_, report_);
    });
    if (const Value* props = root.find("props")) read_props(*props, "$.props", draft_.spec, report_);
    each(root, "nodes", [&](const Value& item, const std::string& path) { read_node(item, path); });
    index_keys();
    const std::size_t edges =
        each(root, "edges", [&](const Value& item, const std::string& path) { read_edge(item, path); });
    if (edges == 0) read_dependencys(root);
    unknown_types_.report_to(report_);
  }

 private:
  template <class Function>
  std::size_t each(const Value& root, const char* name, Function&& function) {
    const Value* list = root.find(name);
    const std::string path = member_path("$", name);
    if (list == nullptr || !expect(*list, Kind::array, path, report_)) return 0;
    std::size_t index = 0;
    for (const Value& item : *list) function(item, item_path(path, index++));
    return index;
  }

  void read_own_part(const Value& root) {
    const Value* own = root.find("x-aiep");
    if (own == nullptr || !expect(*own, Kind::object, "$.x-aiep", report_)) return;
    ExperimentSpec& spec = draft_.spec;
    for (auto [key, target] :
         {std::pair{"name", &spec.name}, {"group", &spec.group}, {"description", &spec.description}}) {
      if (auto text = read_text(*own, key, "$.x-aiep", report_)) *target = *text;
    }
  }

  /// A required name of a node; "" and a report when it is not there.
  std::string required(const Value& item, const Value* value, const char* field, const std::string& path) {
    if (value == nullptr || (value->kind == Kind::string && value->text.empty())) {
      report_.error(messages::kFlowMissing, {field}, item.at, path);
      return {};
    }
    const std::string where = member_path(path, value->key);
    const auto text = read_text(*value, where, report_);
    return text && check_name(*text, field, value->at, where, report_) ? *text : std::string();
  }

  void read_node(const Value& item, const std::string& path) {
    if (!expect(item, Kind::object, path, report_)) return;
    Node node;
    node.place = report_.place(item.at, path);
    const Value* id = item.find("id");
    const Value* key = item.find("key");
    if (id == nullptr || id->text.empty()) id = key;
    node.id = required(item, id, "id", path);
    const Value* title = item.find("title");
    node.title = required(item, title, "title", path);
    const Value* type = job_type_of(item);
    node.type = required(item, type, "jobType", path);
    if (const Value* desc = item.find("desc"); desc != nullptr && desc->is_scalar()) node.description = desc->text;
    read_wire_parts(item, path, files_, node, report_);
    if (const Value* own = item.find("x-aiep")) read_own_node_part(*own, member_path(path, "x-aiep"), node);
    if (!node.type.empty() && types_.find(node.type).empty()) {
      unknown_types_.add(node.type, type->at, member_path(path, type->key));
    }
    keys_.emplace_back(key != nullptr ? key->text : std::string_view());
    draft_.id_at.push_back(id != nullptr ? id->at : item.at);
    draft_.title_at.push_back(title != nullptr ? title->at : item.at);
    draft_.spec.nodes.push_back(std::move(node));
  }

  void read_own_node_part(const Value& own, const std::string& path, Node& node) {
    if (!expect(own, Kind::object, path, report_)) return;
    check_keys(own, {"with", "env", "retries", "timeout", "resources"}, path, report_);
    read_node_settings(own, path, node, report_);
    const Value* with = own.find("with");
    if (with != nullptr && expect(*with, Kind::object, member_path(path, "with"), report_))
      node.options = to_json(*with);
  }

  /// Edges name ids; some writers use `key`, which an id of another node must not lose to.
  void index_keys() {
    for (std::size_t i = 0; i < draft_.spec.nodes.size(); ++i) {
      if (!draft_.spec.nodes[i].id.empty()) by_id_.emplace(draft_.spec.nodes[i].id, i);
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (!keys_[i].empty()) by_id_.emplace(keys_[i], i);
    }
  }

  std::optional<std::size_t> end_of(const Value& edge, const char* name, const std::string& path) {
    const Value* value = edge.find(name);
    if (value == nullptr) {
      report_.error(messages::kFlowMissing, {name}, edge.at, path);
      return std::nullopt;
    }
    const std::string where = member_path(path, name);
    const auto id = read_text(*value, where, report_);
    if (!id) return std::nullopt;
    const auto it = by_id_.find(*id);
    if (it != by_id_.end()) return it->second;
    report_.error(messages::kFlowDanglingEdge, {*id}, value->at, where);
    return std::nullopt;
  }

  void read_edge(const Value& item, const std::string& path) {
    if (!expect(item, Kind::object, path, report_)) return;
    const auto before = end_of(item, "source", path);
    const auto after = end_of(item, "target", path);
    if (before && after) draft_.edges.push_back({*before, *after, item.at, path});
  }

  /// What the server's parser leaves behind: titles of predecessors, used only where no edge is.
  void read_dependencys(const Value& root) {
    std::unordered_map<std::string_view, std::size_t> by_title;
    for (std::size_t i = 0; i < draft_.spec.nodes.size(); ++i) by_title.emplace(draft_.spec.nodes[i].title, i);
    const Value* nodes = root.find("nodes");
    if (nodes == nullptr || nodes->kind != Kind::array) return;
    std::size_t after = 0;
    each(root, "nodes", [&](const Value& item, const std::string& path) {
      if (item.kind != Kind::object) return;
      const std::size_t position = after++;
      const Value* names = item.find("dependencys");
      if (names == nullptr || names->kind != Kind::array) return;
      std::size_t index = 0;
      for (const Value& name : *names) {
        const std::string where = item_path(member_path(path, "dependencys"), index++);
        const auto it = by_title.find(name.text);
        if (it == by_title.end())
          report_.error(messages::kFlowDanglingEdge, {std::string(name.text)}, name.at, where);
        else
          draft_.edges.push_back({it->second, position, name.at, where});
      }
    });
  }

  FileTable files_;
  const TypeDirectory& types_;
  Draft& draft_;
  Report& report_;
  UnknownTypes unknown_types_;
  std::vector<std::string_view> keys_;
  std::unordered_map<std::string_view, std::size_t> by_id_;
};

}  // namespace

const Value* job_type_of(const Value& node) {
  const Value* type = node.find("jobType");
  if (type != nullptr && !(type->kind == Kind::string && type->text.empty())) return type;
  const Value* fallback = node.find("type");
  const bool dotted =
      fallback != nullptr && fallback->kind == Kind::string && fallback->text.find('.') != std::string_view::npos;
  return dotted ? fallback : nullptr;
}

void read_flowjson(const Value& root, const std::vector<AttachedFile>& files, const TypeDirectory& types, Draft& draft,
                   Report& report) {
  FlowjsonReader(files, types, draft, report).run(root);
}

}  // namespace aiep::flow
