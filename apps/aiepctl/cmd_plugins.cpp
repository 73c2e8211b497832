#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/aiepctl/commands.h"
#include "apps/aiepctl/render_table.h"
#include "apps/aiepctl/text.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string description(const Io& io, const Json& object) {
  const std::string zh = field(object, "description_zh");
  return io.lang == Lang::zh && !zh.empty() ? zh : field(object, "description");
}

}  // namespace

int cmd_plugins_list(Session& session) {
  Io& io = session.io;
  auto client = session.connect();
  if (!client) return report(io, client.error());
  auto all = client->get("/v1/plugins");
  if (!all) return report(io, all.error());
  if (io.machine()) {
    print_document(io, *all);
    return 0;
  }
  std::vector<Row> rows;
  for (const Json& type : all->at("items")) {
    if (io.format == Format::name) io.out << field(type, "name") << "\n";
    std::string words;
    for (const Json& word : type.at("wire_types")) words += (words.empty() ? "" : ", ") + word.get<std::string>();
    rows.push_back({field(type, "name"), description(io, type), words});
  }
  if (io.format == Format::table) {
    io.out << table(io.lang == Lang::zh ? Row{"类型", "说明", "flowjson 类型"} : Row{"TYPE", "WHAT", "FLOWJSON TYPES"},
                    rows);
  }
  for (const Json& refused : all->at("refused")) {
    io.err << io.pick("refused: ", "未加载：") << visible(field(refused, "file")) << ": "
           << visible(field(refused, "reason")) << "\n";
  }
  return 0;
}

int cmd_plugins_describe(Session& session) {
  Io& io = session.io;
  auto client = session.connect();
  if (!client) return report(io, client.error());
  auto type = client->get("/v1/plugins/" + http::url_encode(session.line.target));
  if (!type) return report(io, type.error());
  if (io.machine()) {
    print_document(io, *type);
    return 0;
  }
  if (io.format == Format::name) {
    io.out << field(*type, "name") << "\n";
    return 0;
  }
  io.out << field(*type, "name") << ": " << visible(description(io, *type)) << "\n";
  for (const Json& word : type->at("wire_types")) io.out << "  flowjson: " << word.get<std::string>() << "\n";
  std::vector<Row> rows;
  for (const Json& option : type->at("options")) {
    rows.push_back({field(option, "name"), field(option, "type"),
                    option.value("required", false) ? io.pick("required", "必填") : field(option, "default"),
                    description(io, option)});
  }
  io.out << table(
      io.lang == Lang::zh ? Row{"选项", "类型", "默认值", "说明"} : Row{"OPTION", "TYPE", "DEFAULT", "WHAT"}, rows);
  return 0;
}

}  // namespace aiep::cli
