#include <map>
#include <unordered_map>

#include "core/flow/convert.h"

namespace aiep::flow {
namespace {

/// Rows by distance from the start, so that the flow can be looked at in an editor.
class Layout {
 public:
  explicit Layout(const ExperimentSpec& spec) {
    std::unordered_map<std::string_view, std::size_t> by_id;
    for (std::size_t i = 0; i < spec.nodes.size(); ++i) by_id.emplace(spec.nodes[i].id, i);
    std::vector<std::size_t> missing(spec.nodes.size()), ready;
    std::vector<std::vector<std::size_t>> after(spec.nodes.size());
    for (std::size_t i = 0; i < spec.nodes.size(); ++i) {
      missing[i] = spec.nodes[i].needs.size();
      if (missing[i] == 0) ready.push_back(i);
      for (const std::string& need : spec.nodes[i].needs) after[by_id.at(need)].push_back(i);
    }
    rows_.resize(spec.nodes.size());
    for (std::size_t done = 0; done < ready.size(); ++done) {
      for (const std::size_t next : after[ready[done]]) {
        rows_[next] = std::max(rows_[next], rows_[ready[done]] + 1);
        if (--missing[next] == 0) ready.push_back(next);
      }
    }
  }

  Value* place(std::size_t node, Maker& make) {
    Value* out = make.object();
    make.put(out, "height", make.number(40));
    make.put(out, "width", make.number(150));
    make.put(out, "x", make.number(200 * used_[rows_[node]]++ + 50));
    make.put(out, "y", make.number(100 * rows_[node] + 50));
    return out;
  }

 private:
  std::vector<std::int64_t> rows_;
  std::map<std::int64_t, std::int64_t> used_;
};

class FlowjsonConverter {
 public:
  FlowjsonConverter(const Value& root, const ExperimentSpec& spec, Tree& out)
      : root_(root), spec_(spec), make_(out), layout_(spec) {}

  Value* run() {
    const Value* carried = root_.find("x-flowjson");
    Value* top = make_.object();
    make_.put(top, "edges", edges(carried != nullptr ? carried->find("edges") : nullptr));
    Value* nodes = make_.put(top, "nodes", make_.array());
    std::size_t position = 0;
    if (const Value* items = root_.find("nodes")) {
      for (const Value& item : *items) nodes->append(node(item, position++));
    }
    put_variables(top);
    if (carried != nullptr) make_.put_rest(top, *carried, {"edges"});
    for (const char* required : {"props", "resources"}) {
      if (!has(*top, required)) make_.put(top, required, make_.array());
    }
    put_own_part(top);
    return top;
  }

 private:
  static bool has(const Value& object, std::string_view key) {
    for (const Value& member : object) {
      if (member.key == key) return true;
    }
    return false;
  }

  Value* edges(const Value* carried) {
    std::map<std::pair<std::string_view, std::string_view>, const Value*> known;
    if (carried != nullptr && carried->is(Kind::array)) {
      for (const Value& edge : *carried) {
        const Value* source = edge.find("source");
        const Value* target = edge.find("target");
        if (source != nullptr && target != nullptr) known.emplace(std::pair(source->text, target->text), &edge);
      }
    }
    Value* list = make_.array();
    for (const Node& node : spec_.nodes) {
      for (const std::string& need : node.needs) {
        const auto it = known.find({need, node.id});
        list->append(it != known.end() ? make_.copy(*it->second) : edge(need, node.id));
      }
    }
    return list;
  }

  Value* edge(std::string_view source, std::string_view target) {
    Value* out = make_.object();
    make_.put(out, "source", source);
    make_.put(out, "target", target);
    make_.put(out, "sourceLocation", "bottom");
    make_.put(out, "targetLocation", "top");
    return out;
  }

  Value* node(const Value& item, std::size_t position) {
    const Node& read = spec_.nodes[position];
    const Value* carried = item.find("x-flowjson");
    WireForm form = carried == nullptr ? wire_form(item, read, make_) : carried_form(item, read);
    Value* out = make_.object();
    if (carried == nullptr || !has(*carried, "key")) make_.put(out, "key", read.id);
    make_.put(out, "id", read.id);
    make_.put(out, "title", read.title);
    make_.put(out, "desc", read.description);
    make_.put(out, "jobType", form.job_type);
    if (form.content != nullptr) make_.put(out, "jobContent", form.content);
    if (carried != nullptr) make_.put_rest(out, *carried, {"params", "resources", "jobType", "id", "title", "desc"});
    make_.put(out, "params", params(carried != nullptr ? carried->find("params") : nullptr, form, read));
    const Value* resources = carried != nullptr ? carried->find("resources") : nullptr;
    make_.put(out, "resources",
              resources != nullptr && resources->is(Kind::array) ? make_.copy(*resources) : make_.array());
    if (!has(*out, "layout")) make_.put(out, "layout", layout_.place(position, make_));
    put_settings(item, form, out);
    return out;
  }

  WireForm carried_form(const Value& item, const Node& read) {
    WireForm form;
    form.job_type = read.type;
    form.with = with_of(item, read, make_);
    return form;
  }

  /// params of the node with its parts present, as DSS's publishing demands, and the skip flag right.
  Value* params(const Value* carried, const WireForm& form, const Node& read) {
    const Value& given = carried != nullptr ? *carried : *make_.object();
    const Value* configuration = given.find("configuration");
    const Value& parts = configuration != nullptr ? *configuration : *make_.object();
    Value* out = make_.object();
    make_.put_rest(out, given, {"configuration"});
    if (!has(*out, "variable")) make_.put(out, "variable", make_.object());
    Value* target = make_.put(out, "configuration", make_.object());
    for (const char* name : {"special", "runtime", "startup"}) {
      const Value* part = parts.find(name);
      const bool is_special = std::string_view(name) == "special";
      Value* to = make_.put(target, name, make_.object());
      if (part != nullptr && is_special)
        make_.put_rest(to, *part, {"auto.disabled"});
      else if (part != nullptr)
        make_.put_rest(to, *part, {});
      if (is_special) put_disabled(part, read.disabled, to);
      if (std::string_view(name) == "runtime" && form.runtime != nullptr) make_.put_rest(to, *form.runtime, {});
    }
    make_.put_rest(target, parts, {"special", "runtime", "startup"});
    return out;
  }

  void put_disabled(const Value* special, bool disabled, Value* to) {
    const Value* given = special != nullptr ? special->find("auto.disabled") : nullptr;
    if (given != nullptr && (given->text == "true") == disabled)
      make_.put(to, "auto.disabled", make_.copy(*given));
    else if (given != nullptr || disabled)
      make_.put(to, "auto.disabled", disabled ? "true" : "false");
  }

  /// What DSS has no field for.
  void put_settings(const Value& item, const WireForm& form, Value* out) {
    Value* own = make_.object();
    if (form.with != nullptr) make_.put(own, "with", form.with);
    for (const char* key : {"env", "retries", "timeout", "resources"}) {
      if (const Value* value = item.find(key)) make_.put(own, key, make_.copy(*value));
    }
    if (own->size > 0) make_.put(out, "x-aiep", own);
  }

  void put_variables(Value* top) {
    const Value* variables = root_.find("variables");
    if (variables == nullptr || variables->size == 0) return;
    Value* list = make_.put(top, "global_variables", make_.array());
    for (const Value& item : *variables) {
      Value* variable = make_.object();
      const Value* type = item.find("type");
      make_.put(variable, "type", type != nullptr ? type->text : "string");
      make_.put(variable, "key", item.find("name")->text);
      if (const Value* value = item.find("default")) make_.put(variable, "value", make_.copy(*value));
      list->append(variable);
    }
  }

  void put_own_part(Value* top) {
    Value* own = make_.put(top, "x-aiep", make_.object());
    make_.put(own, "name", spec_.name);
    if (!spec_.group.empty()) make_.put(own, "group", spec_.group);
    if (!spec_.description.empty()) make_.put(own, "description", spec_.description);
  }

  const Value& root_;
  const ExperimentSpec& spec_;
  Maker make_;
  Layout layout_;
};

}  // namespace

void yaml_to_flowjson(const Value& root, const ExperimentSpec& spec, Tree& out) {
  out.root = FlowjsonConverter(root, spec, out).run();
}

}  // namespace aiep::flow
