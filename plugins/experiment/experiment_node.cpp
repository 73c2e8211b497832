#include "plugins/experiment/experiment_node.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"
#include "core/model/records.h"
#include "core/spi/wire.h"

namespace aiep::plugins {
namespace {

using nlohmann::json;

/// Collects the members of the outermost object as texts. Numbers stay as written, because an id
/// that went through a double is another id; only the `.0` that JSON writers add is taken off.
class MemberTexts final : public nlohmann::json_sax<json> {
 public:
  std::map<std::string, std::string> members;

  bool null() override { return true; }
  bool boolean(bool value) override { return keep(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return keep(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return keep(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& written) override {
    const std::size_t dot = written.find('.');
    const bool whole = dot != std::string::npos && written.find_first_not_of('0', dot + 1) == std::string::npos;
    return keep(whole ? written.substr(0, dot) : written);
  }
  bool string(string_t& value) override { return keep(value); }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_array() override { return leave(); }
  bool key(string_t& name) override {
    if (depth_ == 1) key_ = name;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool enter() { return ++depth_, true; }
  bool leave() { return --depth_, true; }
  bool keep(std::string value) {
    if (depth_ == 1) members[key_] = std::move(value);
    return true;
  }

  int depth_ = 0;
  std::string key_;
};

std::map<std::string, std::string> member_texts(const std::string& object) {
  MemberTexts reader;
  if (!json::sax_parse(object, &reader)) return {};
  return std::move(reader.members);
}

/// Ids of ours are 32 hex digits; an id of another platform can be found by its name only.
bool is_own_id(const std::string& text) {
  return text.size() == 32 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c); });
}

struct Inner {
  std::string experiment, version, platform_id;
  json variables = json::object();
};

Inner from_content(const Node& node, std::vector<Error>& problems) {
  if (!node.content.empty() && !json::parse(node.content, nullptr, false).is_object()) {
    problems.push_back(make_error(messages::kContentUnreadable, {node.title}).at(spi::place_in(node, ".jobContent")));
    return {};
  }
  auto members = member_texts(node.content);
  const std::string id = members["expId"], title = members["expName"];
  Inner inner;
  inner.experiment = is_own_id(id) || title.empty() ? id : title;
  inner.version = members["version"];
  if (!is_own_id(id)) inner.platform_id = id;
  if (inner.experiment.empty()) {
    problems.push_back(make_error(messages::kManifestKeyMissing, {node.title, "jobContent.expId"})
                           .at(spi::place_in(node, ".jobContent")));
  }
  return inner;
}

bool has_placeholder(const std::string& text) { return text.find("${") != std::string::npos; }

Inner from_options(const Node& node, std::vector<Error>& problems) {
  auto members = member_texts(node.options);
  Inner inner;
  inner.experiment = members["experiment"];
  inner.version = members["version"];
  if (inner.experiment.empty()) {
    problems.push_back(
        make_error(messages::kOptionMissing, {node.title, "experiment"}).at(spi::place_in(node, ".with")));
  }
  const json options = json::parse(node.options, nullptr, false);
  if (!options.is_object() || !options.contains("variables")) return inner;
  for (const auto& [name, text] : member_texts(options["variables"].dump())) inner.variables[name] = text;
  for (const auto& [name, value] : options["variables"].items()) {
    if (!value.is_structured() && !value.is_null()) continue;
    problems.push_back(make_error(messages::kOptionTypeAt, {node.title, "with.variables." + name, "one value"})
                           .at(spi::place_in(node, ".with.variables." + name)));
  }
  return inner;
}

Inner read(const Node& node, const std::string& own_type, std::vector<Error>& problems) {
  const bool wire = spi::is_wire_form(node, own_type);
  Inner inner = wire ? from_content(node, problems) : from_options(node, problems);
  if (!inner.version.empty() && !has_placeholder(inner.version) && version_number(inner.version) == 0) {
    problems.push_back(make_error(messages::kOptionValue, {node.title, "version", inner.version, "v1, v2, …"})
                           .at(spi::place_in(node, wire ? ".jobContent.version" : ".with.version")));
  }
  return inner;
}

}  // namespace

std::vector<std::string> ExperimentNode::wire_types() const { return {"linkis.appconn.mlss"}; }

std::string ExperimentNode::description(bool zh) const {
  return zh ? "把另一个实验的某个版本作为一个节点执行" : "Runs a version of another experiment as one node";
}

std::vector<spi::Option> ExperimentNode::options() const {
  using spi::OptionType;
  return {{"experiment", OptionType::string, true, "", "id or name of the experiment", "实验的 id 或名称"},
          {"version", OptionType::string, false, "newest", "the version, such as v1", "版本，例如 v1"},
          {"variables", OptionType::object, false, "", "values of its global variables", "其全局变量的取值"}};
}

std::vector<std::string> ExperimentNode::program_text_keys() const { return {}; }

std::vector<Error> ExperimentNode::check(const Node& node) const {
  std::vector<Error> problems;
  if (!spi::is_wire_form(node, name())) problems = spi::check_options(node, options());
  if (problems.empty()) read(node, name(), problems);
  return problems;
}

Result<spi::TaskSpec> ExperimentNode::compile(const Node& node, const spi::CompileContext&) const {
  if (std::vector<Error> problems = check(node); !problems.empty()) return std::move(problems.front());
  std::vector<Error> none;
  Inner inner = read(node, name(), none);
  json payload{{"experiment", inner.experiment}, {"version", inner.version}, {"variables", inner.variables}};
  if (!inner.platform_id.empty()) payload["platform_id"] = inner.platform_id;
  spi::TaskSpec spec;
  spec.backend = "experiment";
  spec.payload = payload.dump(-1, ' ', false, json::error_handler_t::replace);
  return spec;
}

}  // namespace aiep::plugins
