#include "plugins/template/template_node.h"

#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"
#include "core/spi/wire.h"

namespace aiep::plugins {

using nlohmann::json;

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
  const json with = json::parse(node.options, nullptr, false);
  if (problems.empty() && with.contains("times") && with["times"].is_number_integer()) {
    const auto times = with["times"].get<std::int64_t>();
    if (times < 1 || times > 100) {
      problems.push_back(make_error(messages::kOptionValue, {node.title, "times", std::to_string(times), "1 to 100"})
                             .at(spi::place_in(node, ".with.times")));
    }
  }
  return problems;
}

Result<spi::TaskSpec> TemplateNode::compile(const Node& node, const spi::CompileContext&) const {
  // A value that held a placeholder is judged now that it is filled.
  if (std::vector<Error> problems = check(node); !problems.empty()) return std::move(problems.front());
  const json with = json::parse(node.options);
  spi::TaskSpec spec;
  // Values travel as variables, never inside the shell text, so no value can become a command.
  spec.env["GREETING"] =
      with.at("greeting").is_string() ? with.at("greeting").get<std::string>() : with.at("greeting").dump();
  spec.env["TIMES"] = with.contains("times") && with["times"].is_number() ? with["times"].dump() : "1";
  spec.command = "i=0; while [ \"$i\" -lt \"$TIMES\" ]; do printf '%s\\n' \"$GREETING\"; i=$((i + 1)); done";
  return spec;
}

}  // namespace aiep::plugins
