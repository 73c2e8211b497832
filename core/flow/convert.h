/// From one format's tree to the other's, and trees to text.
#pragma once

#include <string>

#include "core/flow/flow.h"
#include "core/flow/tree.h"

namespace aiep::flow {

/// Builds values into `out`; children of copied values are shared, not copied.
class Maker {
 public:
  explicit Maker(Tree& out) : out_(out) {}

  Value* object() { return out_.make(Kind::object, {}); }
  Value* array() { return out_.make(Kind::array, {}); }
  Value* text(std::string_view text);
  Value* number(std::int64_t number);
  Value* copy(const Value& value);
  Value* put(Value* object, std::string_view key, Value* value);
  Value* put(Value* object, std::string_view key, std::string_view value) { return put(object, key, text(value)); }
  /// Copies the members of `from` that are not among `except`.
  void put_rest(Value* object, const Value& from, std::initializer_list<std::string_view> except);

 private:
  Tree& out_;
};

/// `root` has been read into `spec` without errors; `out.root` is set. Both may point into `root`.
void flowjson_to_yaml(const Value& root, const ExperimentSpec& spec, Tree& out);
void yaml_to_flowjson(const Value& root, const ExperimentSpec& spec, Tree& out);

/// The node's jobType, jobContent and runtime keys as DSS and Prophecis write them, from the YAML
/// form; what these cannot say comes back as the `with` to carry (nullptr = nothing).
struct WireForm {
  std::string job_type;
  Value* content = nullptr;
  Value* runtime = nullptr;
  Value* with = nullptr;
};
/// `with` of the node, a `source` file replaced by its text; nullptr = none.
Value* with_of(const Value& node, const Node& read, Maker& make);
WireForm wire_form(const Value& node, const Node& read, Maker& make);

/// Block style; texts are quoted wherever plain ones could be misread.
std::string to_yaml(const Value& root);
/// Two blanks per level, a newline at the end.
std::string to_pretty_json(const Value& root);

}  // namespace aiep::flow
