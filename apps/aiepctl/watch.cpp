#include "apps/aiepctl/watch.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/aiepctl/follow.h"
#include "apps/aiepctl/render_table.h"
#include "apps/aiepctl/text.h"
#include "core/base/duration.h"
#include "core/base/messages/general.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kTailLines = 12;

bool looks_like_failure(const std::string& line) {
  for (const char* word :
       {"Error", "error:", "ERROR", "Exception", "Traceback", "FATAL", "fatal:", "not found", "failed"}) {
    if (line.find(word) != std::string::npos) return true;
  }
  return false;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    lines.push_back(text.substr(from, to - from));
    from = to + 1;
  }
  return lines;
}

/// The whole log of the newest attempt, or its last part where it is very long.
std::string read_log_tail(Client& client, const std::string& run, const std::string& node) {
  std::string text;
  std::uint64_t offset = 0;
  for (int chunks = 0; chunks < 64; ++chunks) {
    auto chunk = client.get("/v1/runs/" + http::url_encode(run) + "/logs?node=" + http::url_encode(node) +
                            "&offset=" + std::to_string(offset));
    if (!chunk || field(*chunk, "text").empty()) break;
    text += field(*chunk, "text");
    if (text.size() > 1u << 20) text.erase(0, text.size() - (512u << 10));
    offset = chunk->value("next_offset", offset);
    if (chunk->value("complete", false)) break;
  }
  return text;
}

void tell_failed_node(Session& session, Client& client, const std::string& run, const Json& node) {
  std::ostream& err = session.io.err;
  const std::string title = field(node, "title");
  err << "\n" << session.io.pick("node ", "节点 ") << visible(title) << ": " << field(node, "state");
  if (const std::string reason = field(node, "reason"); !reason.empty()) err << " (" << visible(reason) << ")";
  err << "\n";
  const std::vector<std::string> lines = lines_of(read_log_tail(client, run, title));
  for (const std::string& line : lines) {
    if (!looks_like_failure(line)) continue;
    err << session.io.pick("  first failing line: ", "  首个失败行：") << visible(line) << "\n";
    break;
  }
  const std::size_t from = lines.size() > kTailLines ? lines.size() - kTailLines : 0;
  for (std::size_t i = from; i < lines.size(); ++i) err << "  | " << visible(lines[i]) << "\n";
}

void tell_failures(Session& session, Client& client, const Json& run) {
  constexpr int kMost = 3;
  int told = 0;
  for (const Json& node : run.at("nodes")) {
    if (field(node, "state") != "failed" && field(node, "state") != "lost") continue;
    if (node.value("attempts", Json::array()).empty() || told++ == kMost) continue;
    tell_failed_node(session, client, field(run, "id"), node);
  }
}

void tell_places(Session& session, Client& client, const Json& run) {
  std::ostream& err = session.io.err;
  const std::string id = field(run, "id");
  auto folders = client.get("/v1/runs/" + http::url_encode(id) + "/folders");
  if (folders) {
    err << "\n" << session.io.pick("results (RESULT_DIR of each node):\n", "结果目录（各节点的 RESULT_DIR）：\n");
    for (const Json& node : folders->value("nodes", Json::array())) {
      err << "  " << visible(padded(shortened(field(node, "title"), 24), 24)) << "  " << field(node, "result_dir")
          << "\n";
    }
    err << session.io.pick("logs: ", "日志：") << field(*folders, "folder") << session.io.pick("  (or: ", "（或：")
        << "aiepctl runs logs " << id << session.io.pick(" --node TITLE)\n", " --node 节点）\n");
  }
  if (exit_code_of(run) == 0) {
    err << session.io.pick("run it again: ", "重跑：") << "aiepctl runs rerun " << id << "\n";
  } else {
    err << session.io.pick("run the failed part again: ", "从失败处重跑：") << "aiepctl runs rerun " << id
        << " --from-failed\n";
  }
}

int tell_ending(Session& session, Client& client, const Json& run) {
  Io& io = session.io;
  if (io.machine()) {
    print_document(io, run);
  } else if (io.format == Format::table) {
    io.out << node_table(io, run);
    io.out << io.pick("run ", "运行 ") << field(run, "id") << " " << field(run, "state") << io.pick(" in ", "，用时 ")
           << duration_between(field(run, "created_at"), field(run, "ended_at"));
    if (const std::string reason = field(run, "reason"); !reason.empty()) io.out << ": " << visible(reason);
    io.out << "\n";
    io.out.flush();
    tell_failures(session, client, run);
    tell_places(session, client, run);
  }
  return exit_code_of(run);
}

/// In a thread of its own, so with a client of its own. "" = the stop is recorded.
std::string ask_for_stop(const Session& session, const std::string& run) {
  auto client = session.connect();
  if (!client) return client.error().error.message;
  const Json body{{"reason", "interrupted (--stop-on-interrupt)"}};
  auto answer = client->post("/v1/runs/" + http::url_encode(run) + "/stop", body, true);
  return answer ? "" : answer.error().error.message;
}

}  // namespace

Result<std::optional<Millis>> timeout_of(const CommandLine& line) {
  if (line.timeout.empty()) return std::optional<Millis>();
  const auto duration = parse_duration(line.timeout);
  if (!duration) return make_error(messages::kOptionValueChoice, {line.timeout, "--timeout", "30s, 10m, 2h"});
  return duration;
}

Outcome<Json> variables_of(const CommandLine& line) {
  Json variables = Json::object();
  for (const std::string& pair : line.variables) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      return fail(make_error(messages::kOptionValueChoice, {pair, "--var", "NAME=VALUE"}));
    }
    variables[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return variables;
}

std::unique_ptr<StopOnInterrupt> interrupts_of(const Session& session) {
  return session.line.stop_on_interrupt ? std::make_unique<StopOnInterrupt>(session.io) : nullptr;
}

int watch_to_end(Session& session, Client& client, const std::string& run, std::ostream& lines,
                 StopOnInterrupt* interrupts) {
  auto timeout = timeout_of(session.line);
  if (!timeout) return report(session.io, timeout.error());
  if (interrupts != nullptr) interrupts->arm(run, [&session, run] { return ask_for_stop(session, run); });
  auto ended = follow(client, session.io, {run, *timeout, &lines, interrupts != nullptr});
  if (!ended) return report(session.io, ended.error());
  return tell_ending(session, client, *ended);
}

}  // namespace aiep::cli
