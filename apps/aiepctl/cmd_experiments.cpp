#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/aiepctl/commands.h"
#include "apps/aiepctl/render_error.h"
#include "apps/aiepctl/render_table.h"
#include "apps/aiepctl/source_file.h"
#include "apps/aiepctl/text.h"
#include "core/model/records.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string path_of(const std::string& experiment, const std::string& rest = "") {
  return "/v1/experiments/" + http::url_encode(experiment) + rest;
}

Row version_row(const Json& version) {
  return {field(version, "version"), version.value("closed", false) ? "closed" : "development",
          field(version, "format"), local_time(field(version, "created_at"))};
}

std::string version_table(const Io& io, const Json& versions) {
  std::vector<Row> rows;
  for (const Json& version : versions) rows.push_back(version_row(version));
  return table(
      io.lang == Lang::zh ? Row{"版本", "状态", "格式", "创建时间"} : Row{"VERSION", "STATE", "FORMAT", "CREATED"},
      rows);
}

/// Gets `path` and prints it in the form that was asked for; `print` does the table.
template <class Print>
int show(Session& session, const std::string& path, const char* name_field, Print print) {
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  auto document = client->get(path);
  if (!document) return report(session.io, document.error());
  Io& io = session.io;
  if (io.machine()) {
    print_document(io, *document);
  } else if (io.format == Format::name) {
    if (document->contains("items")) {
      for (const Json& item : document->at("items")) io.out << field(item, name_field) << "\n";
    } else {
      io.out << field(*document, name_field) << "\n";
    }
  } else {
    print(*document);
  }
  return 0;
}

}  // namespace

int cmd_experiments_pack(Session& session) {
  auto source = load_source(session.io, session.line.target);
  if (!source) return report(session.io, source.error());
  print_document(session.io, Json{{"source", std::move(*source)}, {"file", session.line.target}});
  return 0;
}

int cmd_experiments_import(Session& session) {
  const CommandLine& line = session.line;
  Io& io = session.io;
  auto source = load_source(io, line.target);
  if (!source) return report(io, source.error());
  auto client = session.connect();
  if (!client) return report(io, client.error());
  Json body{{"source", std::move(*source)}, {"file", line.target}};
  if (!line.name.empty()) body["name"] = line.name;
  if (!line.group.empty()) body["group"] = line.group;
  auto made = client->post("/v1/experiments", body);
  if (!made) return report(io, made.error());
  if (io.machine()) {
    print_document(io, *made);
    return 0;
  }
  render_problems(io, made->value("warnings", Json::array()));
  io.out << field(*made, "id") << "\n";
  if (io.format == Format::table)
    io.err << io.pick("imported as ", "已导入为 ") << visible(field(*made, "name")) << "\n";
  return 0;
}

int cmd_experiments_export(Session& session) {
  const CommandLine& line = session.line;
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  const std::size_t at = line.target.rfind('@');
  const bool versioned = at != std::string::npos && version_number(line.target.substr(at + 1)) > 0;
  std::string query = "/export?format=" + line.format;
  if (versioned) query += "&version=" + http::url_encode(line.target.substr(at + 1));
  auto document = client->get(path_of(versioned ? line.target.substr(0, at) : line.target, query));
  if (!document) return report(session.io, document.error());
  // The document itself is the result in every form: what was imported comes back unchanged.
  session.io.out << field(*document, "text");
  session.io.out.flush();
  return 0;
}

int cmd_experiments_list(Session& session) {
  return show(session, "/v1/experiments", "id", [&](const Json& document) {
    std::vector<Row> rows;
    for (const Json& item : document.at("items")) {
      rows.push_back({field(item, "id"), field(item, "name"), field(item, "group"), field(item, "owner"),
                      local_time(field(item, "created_at"))});
    }
    session.io.out << table(session.io.lang == Lang::zh ? Row{"ID", "名称", "项目组", "所有者", "创建时间"}
                                                        : Row{"ID", "NAME", "GROUP", "OWNER", "CREATED"},
                            rows);
  });
}

int cmd_experiments_show(Session& session) {
  return show(session, path_of(session.line.target), "id", [&](const Json& document) {
    for (const char* name : {"id", "name", "group", "owner", "description"}) {
      if (const std::string value = field(document, name); !value.empty()) {
        session.io.out << padded(name, 12) << visible(value) << "\n";
      }
    }
    session.io.out << version_table(session.io, document.at("versions"));
  });
}

int cmd_experiments_versions(Session& session) {
  return show(session, path_of(session.line.target, "/versions"), "version",
              [&](const Json& document) { session.io.out << version_table(session.io, document.at("items")); });
}

int cmd_experiments_save_as(Session& session) {
  Io& io = session.io;
  Json body = Json::object();
  if (!session.line.file.empty()) {
    auto source = load_source(io, session.line.file);
    if (!source) return report(io, source.error());
    body["source"] = std::move(*source);
  }
  auto client = session.connect();
  if (!client) return report(io, client.error());
  auto version = client->post(path_of(session.line.target, "/versions"), body);
  if (!version) return report(io, version.error());
  if (io.machine()) {
    print_document(io, *version);
  } else {
    io.out << field(*version, "version") << "\n";
  }
  return 0;
}

int cmd_experiments_delete(Session& session) {
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  auto gone = client->remove(path_of(session.line.target));
  if (!gone) return report(session.io, gone.error());
  if (session.io.machine()) {
    print_document(session.io, *gone);
  } else {
    session.io.out << field(*gone, "id") << "\n";
  }
  return 0;
}

}  // namespace aiep::cli
