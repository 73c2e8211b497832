#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/aiepctl/commands.h"
#include "apps/aiepctl/render_error.h"
#include "apps/aiepctl/source_file.h"
#include "apps/aiepctl/watch.h"
#include "core/model/records.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

bool is_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0) return true;
  // A word with a slash or an ending is meant as a file even where there is none.
  return path.find('/') != std::string::npos || path.ends_with(".json") || path.ends_with(".yaml") ||
         path.ends_with(".yml");
}

Outcome<Json> run_body(Session& session) {
  const CommandLine& line = session.line;
  Json body = Json::object();
  if (is_file(line.target)) {
    auto source = load_source(session.io, line.target);
    if (!source) return source;
    body["source"] = std::move(*source);
    body["file"] = line.target;
    if (!line.name.empty()) body["name"] = line.name;
    if (!line.group.empty()) body["group"] = line.group;
  } else {
    const std::size_t at = line.target.rfind('@');
    const bool versioned = at != std::string::npos && version_number(line.target.substr(at + 1)) > 0;
    body["experiment"] = versioned ? line.target.substr(0, at) : line.target;
    if (versioned) body["version"] = line.target.substr(at + 1);
  }
  auto variables = variables_of(line);
  if (!variables) return variables;
  if (!variables->empty()) body["variables"] = std::move(*variables);
  if (!line.date.empty()) body["date"] = line.date;
  if (!line.zone.empty()) body["zone"] = line.zone;
  if (!line.key.empty()) body["key"] = line.key;
  if (!line.nodes.empty()) body["nodes"] = line.nodes;
  body["backend"] = line.backend;
  body["policy"] = line.policy;
  return body;
}

void tell_start(Session& session, const Json& accepted) {
  Io& io = session.io;
  const std::string id = field(accepted, "id");
  if (!io.machine()) {
    io.out << id << "\n";
    io.out.flush();
  } else if (!session.line.detach) {
    io.err << "run " << id << "\n";
  }
  if (accepted.value("existed", false)) {
    io.err << io.pick("a run with this key exists; no second one was started\n", "该 key 的运行已存在，未再启动\n");
  }
  if (!io.machine()) render_problems(io, accepted.value("warnings", Json::array()));
}

}  // namespace

int cmd_run(Session& session) {
  if (auto timeout = timeout_of(session.line); !timeout) return report(session.io, timeout.error());
  auto body = run_body(session);
  if (!body) return report(session.io, body.error());
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  const auto interrupts = interrupts_of(session);
  auto accepted = client->post("/v1/runs", *body, !session.line.key.empty());
  if (!accepted) return report(session.io, accepted.error());
  tell_start(session, *accepted);
  if (!session.line.detach) {
    return watch_to_end(session, *client, field(*accepted, "id"), session.io.err, interrupts.get());
  }
  if (session.io.machine()) print_document(session.io, *accepted);
  return 0;
}

int cmd_validate(Session& session) {
  auto source = load_source(session.io, session.line.target);
  if (!source) return report(session.io, source.error());
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  auto result = client->post("/v1/validate", Json{{"source", *source}, {"file", session.line.target}}, true);
  if (!result) return report(session.io, result.error());
  const bool ok = result->value("ok", false);
  const Json problems = result->value("problems", Json::array());
  Io& io = session.io;
  if (io.machine()) {
    Json document = *result;
    for (const Json& problem : problems) {
      if (ok || field(problem, "severity") != "error") continue;
      document["error"] = problem;
      document["error"].erase("severity");
      break;
    }
    print_document(io, document);
  } else {
    render_problems(io, problems);
    std::size_t errors = 0;
    for (const Json& problem : problems) errors += field(problem, "severity") == "error" ? 1 : 0;
    if (ok) {
      io.out << session.line.target << io.pick(": valid, ", "：有效，") << field(*result, "nodes")
             << io.pick(" nodes", " 个节点");
      if (!problems.empty()) io.out << io.pick(", warnings: ", "，警告：") << problems.size();
      io.out << "\n";
    } else {
      io.err << session.line.target << io.pick(": not valid, errors: ", "：无效，错误：") << errors << "\n";
    }
  }
  return ok ? 0 : kind_facts(ErrorKind::invalid_argument).exit_code;
}

}  // namespace aiep::cli
