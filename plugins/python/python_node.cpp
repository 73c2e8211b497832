#include "plugins/python/python_node.h"

#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"
#include "core/spi/wire.h"
#include "plugins/python/compute_resources.h"

namespace aiep::plugins {
namespace {

using nlohmann::json;

constexpr const char* kMain = "main.py";
constexpr const char* kDefaultCommand = "python ${UPLOAD_CODE_DIR}/main.py";
/// The same for the shell, in folders with blanks in their names too.
constexpr const char* kQuotedCommand = "python \"${UPLOAD_CODE_DIR}/main.py\"";

/// The same facts from either form. Empty = not given.
struct Program {
  std::string source_code, command, image;
  std::string main_file;  ///< attached file that became source_code
  json storage;           ///< the platform's DataConfig, for backends that can mount it
  Resources resources;
};

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

/// Reads text members of one object and remembers what has another type.
class Reader {
 public:
  Reader(const Node& node, std::string path, std::vector<Error>& problems)
      : node_(node), path_(std::move(path)), problems_(problems) {}

  std::string text(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return "";
    if (found->is_string()) return found->get<std::string>();
    wrong_type(key, "text");
    return "";
  }

  void wrong_type(const std::string& key, const char* wanted) {
    problems_.push_back(make_error(messages::kOptionTypeAt, {node_.title, path_.substr(1) + "." + key, wanted})
                            .at(spi::place_in(node_, path_ + "." + key)));
  }

  void missing(const std::string& key) {
    problems_.push_back(make_error(messages::kManifestKeyMissing, {node_.title, path_.substr(1) + "." + key})
                            .at(spi::place_in(node_, path_)));
  }

 private:
  const Node& node_;
  std::string path_;
  std::vector<Error>& problems_;
};

void use_file(const Node& node, const std::string& name, const std::string& path, Program& program,
              std::vector<Error>& problems) {
  const AttachedFile* file = spi::find_file(node, name);
  if (file == nullptr) {
    problems.push_back(make_error(messages::kScriptMissing, {node.title, name}).at(spi::place_in(node, path)));
    return;
  }
  program.source_code = file->content;
  program.main_file = file->name;
}

Program from_options(const Node& node, std::vector<Error>& problems) {
  const json options = json::parse(node.options, nullptr, false);
  Program program;
  if (!options.is_object()) return program;
  Reader reader(node, ".with", problems);
  program.source_code = reader.text(options, "source_code");
  program.command = reader.text(options, "command");
  program.image = reader.text(options, "image");
  const std::string source = reader.text(options, "source");
  if (!source.empty() && is_blank(program.source_code)) use_file(node, source, ".with.source", program, problems);
  if (problems.empty() && is_blank(program.source_code) && is_blank(program.command)) {
    problems.push_back(make_error(messages::kOptionMissing, {node.title, "source"}).at(spi::place_in(node, ".with")));
  }
  return program;
}

Program from_manifest(const Node& node, const json& manifest, std::vector<Error>& problems) {
  Program program;
  Reader reader(node, ".jobContent.ManiFest", problems);
  program.image = reader.text(manifest, "image");
  program.storage = manifest.value("storage", json());
  const auto script = manifest.find("script");
  if (script == manifest.end() || script->is_null()) {
    reader.missing("script");
  } else if (!script->is_object()) {
    reader.wrong_type("script", "an object");
  } else {
    Reader inner(node, ".jobContent.ManiFest.script", problems);
    program.source_code = inner.text(*script, "source_code");
    program.command = inner.text(*script, "command");
    if (is_blank(program.source_code) && is_blank(program.command) && problems.empty()) inner.missing("source_code");
  }
  return program;
}

/// The script node of DSS: jobContent.code, or a file named by jobContent.script.
Program from_script(const Node& node, std::vector<Error>& problems) {
  const json content = node.content.empty() ? json::object() : json::parse(node.content, nullptr, false);
  Program program;
  if (!content.is_object()) {
    problems.push_back(make_error(messages::kContentUnreadable, {node.title}).at(spi::place_in(node, ".jobContent")));
    return program;
  }
  Reader reader(node, ".jobContent", problems);
  program.source_code = reader.text(content, "code");
  const std::string script = reader.text(content, "script");
  if (!is_blank(program.source_code)) return program;
  if (script.empty()) {
    reader.missing(node.type == "linkis.python.python" ? "script" : "ManiFest");
  } else {
    use_file(node, script, ".jobContent.script", program, problems);
  }
  return program;
}

Program read(const Node& node, const std::string& own_type, std::vector<Error>& problems) {
  if (!spi::is_wire_form(node, own_type)) return from_options(node, problems);
  auto manifest = spi::manifest_of(node);
  if (!manifest) {
    problems.push_back(std::move(manifest).error());
    return {};
  }
  if (manifest->empty()) return from_script(node, problems);
  Program program = from_manifest(node, json::parse(*manifest), problems);
  program.resources = read_compute_resources(node, *manifest, problems);
  return program;
}

}  // namespace

std::vector<std::string> PythonNode::wire_types() const {
  return {"linkis.appconn.mlflow.python", "linkis.python.python"};
}

std::string PythonNode::description(bool zh) const {
  return zh ? "执行 Python 代码（写为 ${UPLOAD_CODE_DIR}/main.py），退出码为 0 即成功"
            : "Runs Python code, written to ${UPLOAD_CODE_DIR}/main.py; exit code 0 is success";
}

std::vector<spi::Option> PythonNode::options() const {
  using spi::OptionType;
  return {{"source", OptionType::string, false, "", "file with the code, relative to the experiment file",
           "代码文件，相对于实验文件的路径"},
          {"source_code", OptionType::text, false, "", "the code itself; one of source and source_code",
           "代码内容；与 source 二选一"},
          {"command", OptionType::string, false, kDefaultCommand, "what starts it", "启动命令"},
          {"image", OptionType::string, false, "", "container image, where the backend runs containers",
           "容器镜像，仅在后端运行容器时使用"}};
}

std::vector<std::string> PythonNode::program_text_keys() const { return {"source_code", "code"}; }

std::vector<Error> PythonNode::check(const Node& node) const {
  std::vector<Error> problems;
  if (!spi::is_wire_form(node, name())) problems = spi::check_options(node, options());
  if (problems.empty()) read(node, name(), problems);
  return problems;
}

Result<spi::TaskSpec> PythonNode::compile(const Node& node, const spi::CompileContext&) const {
  if (std::vector<Error> problems = check(node); !problems.empty()) return std::move(problems.front());
  std::vector<Error> none;
  Program program = read(node, name(), none);
  spi::TaskSpec spec;
  const bool usual = is_blank(program.command) || program.command == kDefaultCommand;
  spec.command = usual ? kQuotedCommand : std::move(program.command);
  for (const AttachedFile& file : node.files) {
    if (file.name != program.main_file && file.name != kMain) spec.files.push_back({file.name, file.content, false});
  }
  if (!is_blank(program.source_code)) spec.files.push_back({kMain, std::move(program.source_code), false});
  spec.resources = program.resources;
  json payload = json::object();
  if (!program.image.empty()) payload["image"] = program.image;
  if (program.storage.is_structured()) payload["storage"] = program.storage;
  if (!payload.empty()) spec.payload = payload.dump(-1, ' ', false, json::error_handler_t::replace);
  return spec;
}

}  // namespace aiep::plugins
