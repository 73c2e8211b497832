#include "plugins/template/template_node.h"

#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"
#include "core/spi/wire.h"

namespace aiep::plugins {
namespace {

using nlohmann::json;

/// A value as text, whatever scalar it is.
std::string text_of(const json& options, const char* key, const std::string& otherwise) {
  const auto found = options.find(key);
  if (found == options.end()) return otherwise;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

}  // namespace

// No type of the platform stands for it; a real node type lists its jobTypes here.
std::vector<std::string> TemplateNode::wire_types() const { return {}; }

std::string TemplateNode::description(bool zh) const {
  return zh ? "示例：打印一句问候，供新节点类型复制" : "An example to copy: prints a greeting";
}

std::vector<spi::Option> TemplateNode::options() const {
  return {{"greeting", spi::OptionType::string, true, "", "what to print", "要打印的内容"},
          {"times", spi::OptionType::integer, false, "1", "how often, 1 to 100", "次数，1 到 100"}};
}

std::vector<std::string> TemplateNode::program_text_keys() const { return {}; }

std::vector<Error> TemplateNode::check(const Node& node) const {
  std::vector<Error> problems = spi::check_options(node, options());
  if (!problems.empty()) return problems;
  const std::string times = text_of(json::parse(node.options), "times", "1");
  const bool open = times.find("${") != std::string::npos;  // judged when it is filled
  if (!open && (times.size() > 3 || std::stoi(times) < 1 || std::stoi(times) > 100)) {
    problems.push_back(make_error(messages::kOptionValue, {node.title, "times", times, "1 to 100"})
                           .at(spi::place_in(node, ".with.times")));
  }
  return problems;
}

Result<spi::TaskSpec> TemplateNode::compile(const Node& node, const spi::CompileContext&) const {
  // Placeholders are filled now, so what held one is judged again.
  if (std::vector<Error> problems = check(node); !problems.empty()) return std::move(problems.front());
  const json with = json::parse(node.options);
  spi::TaskSpec spec;
  // Values travel as variables, never inside the shell text, so no value can become a command.
  spec.env["GREETING"] = text_of(with, "greeting", "");
  spec.env["TIMES"] = text_of(with, "times", "1");
  spec.command = "i=0; while [ \"$i\" -lt \"$TIMES\" ]; do printf '%s\\n' \"$GREETING\"; i=$((i + 1)); done";
  return spec;
}

}  // namespace aiep::plugins
