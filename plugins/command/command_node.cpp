#include "plugins/command/command_node.h"

#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"
#include "core/spi/wire.h"

namespace aiep::plugins {
namespace {

using nlohmann::json;

/// Longer texts go into a file: the kernel takes at most 128 KiB in one argument.
constexpr std::size_t kLongestArgument = 64 * 1024;

/// What the shell is to run, and whether it came as a file.
struct Script {
  std::string text;
  bool from_file = false;
};

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<Script> from_content(const Node& node) {
  const json content = node.content.empty() ? json::object() : json::parse(node.content, nullptr, false);
  if (!content.is_object()) {
    return make_error(messages::kContentUnreadable, {node.title}).at(spi::place_in(node, ".jobContent"));
  }
  if (std::string code = text_at(content, "code"); !is_blank(code)) return Script{std::move(code), false};
  const std::string name = text_at(content, "script");
  if (name.empty()) {
    return make_error(messages::kManifestKeyMissing, {node.title, "jobContent.code"})
        .at(spi::place_in(node, ".jobContent"));
  }
  const AttachedFile* file = spi::find_file(node, name);
  if (file == nullptr) {
    return make_error(messages::kScriptMissing, {node.title, name}).at(spi::place_in(node, ".jobContent.script"));
  }
  return Script{file->content, true};
}

Result<Script> from_options(const Node& node) {
  const json options = json::parse(node.options, nullptr, false);
  std::string run = options.is_object() ? text_at(options, "run") : "";
  if (is_blank(run)) {
    return make_error(messages::kOptionMissing, {node.title, "run"}).at(spi::place_in(node, ".with.run"));
  }
  return Script{std::move(run), false};
}

}  // namespace

std::vector<std::string> CommandNode::wire_types() const { return {"linkis.shell.sh"}; }

std::string CommandNode::description(bool zh) const {
  return zh ? "执行一段 shell 命令，退出码为 0 即成功" : "Runs a shell command; exit code 0 is success";
}

std::vector<spi::Option> CommandNode::options() const {
  return {{"run", spi::OptionType::text, true, "",
           "what /bin/sh runs; ${name} is filled before, a shell variable is written $name or $${name}",
           "由 /bin/sh 执行的内容；${name} 会先被替换，shell 变量请写 $name 或 $${name}"}};
}

// `run` is ours, so a misspelt variable in it is an error; `code` is the platform's and may be any
// shell text.
std::vector<std::string> CommandNode::program_text_keys() const { return {"code"}; }

std::vector<Error> CommandNode::check(const Node& node) const {
  if (!spi::is_wire_form(node, name())) {
    std::vector<Error> problems = spi::check_options(node, options());
    if (!problems.empty()) return problems;
    if (auto script = from_options(node); !script) problems.push_back(std::move(script).error());
    return problems;
  }
  if (auto script = from_content(node); !script) return {std::move(script).error()};
  return {};
}

Result<spi::TaskSpec> CommandNode::compile(const Node& node, const spi::CompileContext&) const {
  if (std::vector<Error> problems = check(node); !problems.empty()) return std::move(problems.front());
  auto script = spi::is_wire_form(node, name()) ? from_content(node) : from_options(node);
  if (!script) return std::move(script).error();
  spi::TaskSpec spec;
  const bool as_file = script->from_file || script->text.size() > kLongestArgument;
  for (const AttachedFile& file : node.files) spec.files.push_back({file.name, file.content, false});
  if (as_file) {
    spec.files.push_back({"main.sh", std::move(script->text), false});
    spec.command = "sh \"${UPLOAD_CODE_DIR}/main.sh\"";
  } else {
    spec.command = std::move(script->text);
  }
  return spec;
}

}  // namespace aiep::plugins
