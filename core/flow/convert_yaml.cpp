#include <unordered_map>

#include "core/flow/convert.h"
#include "core/flow/flowjson_reader.h"

namespace aiep::flow {
namespace {

constexpr const char* kNoName = "unnamed";  // YAML needs a name; a flowjson may have none

void put_variables(const Value& root, Maker& make, Value* out) {
  const Value* variables = root.find("global_variables");
  if (variables == nullptr || variables->size == 0) return;
  Value* list = make.put(out, "variables", make.array());
  for (const Value& item : *variables) {
    Value* variable = make.object();
    const Value* name = item.find("key") != nullptr ? item.find("key") : item.find("name");
    make.put(variable, "name", name->text);
    if (const Value* type = item.find("type")) make.put(variable, "type", type->text);
    if (const Value* value = item.find("value")) make.put(variable, "default", make.copy(*value));
    list->append(variable);
  }
}

class NodeConverter {
 public:
  NodeConverter(const ExperimentSpec& spec, Maker& make) : make_(make) {
    for (const Node& node : spec.nodes) titles_.emplace(node.id, node.title);
  }

  Value* convert(const Value& item, const Node& node) {
    Value* out = make_.object();
    make_.put(out, "title", node.title);
    if (node.id != node.title) make_.put(out, "id", node.id);
    make_.put(out, "type", node.type);
    if (!node.description.empty()) make_.put(out, "description", node.description);
    if (!node.needs.empty()) {
      Value* needs = make_.put(out, "needs", make_.array());
      for (const std::string& id : node.needs) needs->append(make_.text(titles_.at(id)));
    }
    if (const Value* own = item.find("x-aiep")) make_.put_rest(out, *own, {});
    Value* carried = make_.put(out, "x-flowjson", make_.object());
    make_.put_rest(carried, item, {"id", "title", "desc", job_type_of(item)->key, "x-aiep"});
    return out;
  }

 private:
  Maker& make_;
  std::unordered_map<std::string_view, std::string_view> titles_;
};

}  // namespace

void flowjson_to_yaml(const Value& root, const ExperimentSpec& spec, Tree& out) {
  Maker make(out);
  Value* top = make.object();
  make.put(top, "apiVersion", "aiep/v1");
  make.put(top, "kind", "Experiment");
  Value* metadata = make.put(top, "metadata", make.object());
  make.put(metadata, "name", spec.name.empty() ? kNoName : spec.name);
  if (!spec.group.empty()) make.put(metadata, "group", spec.group);
  if (!spec.description.empty()) make.put(metadata, "description", spec.description);
  put_variables(root, make, top);
  Value* nodes = make.put(top, "nodes", make.array());
  NodeConverter converter(spec, make);
  if (const Value* items = root.find("nodes")) {
    std::size_t position = 0;
    for (const Value& item : *items) nodes->append(converter.convert(item, spec.nodes[position++]));
  }
  Value* carried = make.object();
  make.put_rest(carried, root, {"nodes", "global_variables", "x-aiep"});
  if (carried->size > 0) make.put(top, "x-flowjson", carried);
  out.root = top;
}

}  // namespace aiep::flow
