#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "apps/aiepctl/commands.h"
#include "apps/aiepctl/follow.h"
#include "apps/aiepctl/render_table.h"
#include "apps/aiepctl/text.h"
#include "apps/aiepctl/watch.h"
#include "core/base/messages/general.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string path_of(const std::string& run, const std::string& rest = "") {
  return "/v1/runs/" + http::url_encode(run) + rest;
}

void print_runs(const Io& io, const Json& items) {
  std::vector<Row> rows;
  for (const Json& run : items) {
    rows.push_back({field(run, "id"), field(run, "experiment"), field(run, "version"), field(run, "state"),
                    local_time(field(run, "created_at")),
                    duration_between(field(run, "started_at"), field(run, "ended_at")), field(run, "reason")});
  }
  io.out << table(io.lang == Lang::zh ? Row{"运行", "实验", "版本", "状态", "创建时间", "用时", "原因"}
                                      : Row{"RUN", "EXPERIMENT", "VERSION", "STATE", "CREATED", "TIME", "REASON"},
                  rows, 60);
}

void print_run(const Io& io, const Json& run) {
  const auto line = [&](const char* name, const std::string& value) {
    if (!value.empty()) io.out << padded(name, 14) << visible(value) << "\n";
  };
  line("run", field(run, "id"));
  line("experiment", field(run, "experiment") + " " + field(run, "version") + " (" + field(run, "experiment_id") + ")");
  line("state", field(run, "state"));
  line("reason", field(run, "reason"));
  line("key", field(run, "key"));
  line("logical time", field(run, "logical_time"));
  const Json variables = run.value("variables", Json::object());  // items() of a temporary would outlive it
  for (const auto& [name, value] : variables.items()) line("variable", name + " = " + value.get<std::string>());
  line("created", local_time(field(run, "created_at")));
  line("ended", field(run, "ended_at").empty() ? "" : local_time(field(run, "ended_at")));
  io.out << "\n" << node_table(io, run);
}

/// POSTs and prints the answer; the table form prints `name`.
int change(Session& session, const std::string& path, const Json& body, const char* name) {
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  auto answer = client->post(path, body);
  if (!answer) return report(session.io, answer.error());
  if (session.io.machine()) {
    print_document(session.io, *answer);
  } else {
    session.io.out << field(*answer, name) << "\n";
  }
  return 0;
}

std::string last_lines(const std::string& text, int lines) {
  if (lines < 0) return text;
  std::size_t from = text.size();
  if (from > 0 && text[from - 1] == '\n') --from;
  for (int left = lines; left > 0 && from != std::string::npos && from > 0; --left) from = text.rfind('\n', from - 1);
  if (lines == 0) return "";
  return from == std::string::npos || from == 0 ? text : text.substr(from + 1);
}

/// Prints one node's log as it grows; returns the text of the whole when `collect`.
class LogReader {
 public:
  LogReader(Session& session, Client& client, std::string node)
      : session_(session), client_(client), node_(std::move(node)) {}

  Outcome<Json> read(const std::string& prefix) {
    const CommandLine& line = session_.line;
    const std::string base = path_of(
        line.target, "/logs?node=" + http::url_encode(node_) + "&attempt=" + std::to_string(line.attempt) + "&offset=");
    std::string held;  // with --tail nothing is printed before the end is known
    std::uint64_t offset = 0;
    Json last;
    for (;;) {
      auto chunk = client_.get(base + std::to_string(offset));
      if (!chunk) return chunk;
      const std::string text = field(*chunk, "text");
      offset = chunk->value("next_offset", offset);
      whole_ += session_.io.machine() ? text : "";
      if (line.tail >= 0) {
        held += text;
      } else {
        emit(text, prefix);
      }
      last = *chunk;
      if (!text.empty()) continue;
      if (!held.empty()) emit(last_lines(std::exchange(held, ""), line.tail), prefix);
      if (chunk->value("complete", false) || !line.follow) break;
      std::this_thread::sleep_for(Millis{300});
    }
    last["text"] = line.tail >= 0 ? last_lines(whole_, line.tail) : whole_;
    return last;
  }

 private:
  void emit(const std::string& text, const std::string& prefix) {
    Io& io = session_.io;
    if (io.machine() || text.empty()) return;
    if (prefix.empty()) {
      io.out << text;
    } else {
      for (const char c : text) {
        if (at_start_) io.out << prefix;
        io.out << c;
        at_start_ = c == '\n';
      }
    }
    io.out.flush();
  }

  Session& session_;
  Client& client_;
  std::string node_, whole_;
  bool at_start_ = true;
};

}  // namespace

int cmd_runs_list(Session& session) {
  const CommandLine& line = session.line;
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  std::string query = "/v1/runs?limit=" + std::to_string(line.limit);
  const std::pair<const char*, const std::string*> filters[] = {
      {"experiment", &line.experiment}, {"state", &line.state}, {"submitter", &line.submitter}, {"after", &line.after}};
  for (const auto& [name, value] : filters) {
    if (!value->empty()) query += std::string("&") + name + "=" + http::url_encode(*value);
  }
  auto page = client->get(query);
  if (!page) return report(session.io, page.error());
  Io& io = session.io;
  if (io.machine()) {
    print_document(io, *page);
  } else if (io.format == Format::name) {
    for (const Json& run : page->at("items")) io.out << field(run, "id") << "\n";
  } else {
    print_runs(io, page->at("items"));
    if (const std::string next = field(*page, "next"); !next.empty()) {
      io.err << io.pick("more: aiepctl runs list --after ", "更多：aiepctl runs list --after ") << next << "\n";
    }
  }
  return 0;
}

int cmd_runs_show(Session& session) {
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  auto run = client->get(path_of(session.line.target));
  if (!run) return report(session.io, run.error());
  if (session.io.machine()) {
    print_document(session.io, *run);
  } else if (session.io.format == Format::name) {
    session.io.out << field(*run, "id") << "\n";
  } else {
    print_run(session.io, *run);
  }
  return 0;
}

int cmd_runs_events(Session& session) {
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  auto page = client->get(path_of(session.line.target, "/events?after=" + std::to_string(session.line.after_seq)));
  if (!page) return report(session.io, page.error());
  Io& io = session.io;
  const Json& events = page->at("items");
  if (io.machine()) {
    print_document(io, events);
    return 0;
  }
  std::vector<Row> rows;
  for (const Json& event : events) {
    if (io.format == Format::name) {
      io.out << field(event, "seq") << "\n";
      continue;
    }
    rows.push_back({field(event, "seq"), field(event, "at"), field(event, "actor"), field(event, "node"),
                    field(event, "attempt"), field(event, "event"), field(event, "from"), field(event, "to"),
                    field(event, "reason")});
  }
  if (io.format == Format::table) {
    io.out << table(io.lang == Lang::zh
                        ? Row{"序号", "时间", "操作者", "节点", "尝试", "事件", "原状态", "新状态", "原因"}
                        : Row{"SEQ", "AT", "ACTOR", "NODE", "TRY", "EVENT", "FROM", "TO", "REASON"},
                    rows);
  }
  return 0;
}

int cmd_runs_logs(Session& session) {
  const CommandLine& line = session.line;
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  if (!line.node.empty()) {
    auto log = LogReader(session, *client, line.node).read("");
    if (!log) return report(session.io, log.error());
    if (session.io.machine()) print_document(session.io, *log);
    return 0;
  }
  auto run = client->get(path_of(line.target));
  if (!run) return report(session.io, run.error());
  Json all = Json::array();
  for (const Json& node : run->at("nodes")) {
    if (node.at("attempts").empty()) continue;
    const std::string title = field(node, "title");
    auto log = LogReader(session, *client, title).read("[" + visible(title) + "] ");
    if (!log) {
      // One node without a log does not hide the logs of the others.
      if (!session.io.machine()) report(session.io, log.error());
      continue;
    }
    all.push_back(std::move(*log));
  }
  if (session.io.machine()) print_document(session.io, all);
  return 0;
}

int cmd_runs_stop(Session& session) {
  const CommandLine& line = session.line;
  Io& io = session.io;
  auto client = session.connect();
  if (!client) return report(io, client.error());
  auto stopped = client->post(path_of(line.target, "/stop"), Json{{"reason", line.reason}}, true);
  if (!stopped) return report(io, stopped.error());
  if (!line.wait) {
    if (io.machine()) {
      print_document(io, *stopped);
    } else {
      io.out << field(*stopped, "id") << " " << field(*stopped, "state") << "\n";
      io.err << io.pick("the stop is recorded; nothing of it lives once the state is cancelled\n",
                        "停止请求已记录；状态为 cancelled 时已无任何残留\n");
    }
    return 0;
  }
  auto ended = follow(*client, io, {line.target, std::nullopt, &io.err});
  if (!ended) return report(io, ended.error());
  if (io.machine()) {
    print_document(io, *ended);
  } else {
    io.out << field(*ended, "id") << " " << field(*ended, "state") << "\n";
  }
  return 0;
}

int cmd_runs_rerun(Session& session) {
  const CommandLine& line = session.line;
  Io& io = session.io;
  if (line.downstream && line.node.empty()) {
    return report(io, make_error(messages::kOptionNeeds, {"--with-downstream", "--node"}));
  }
  if (line.from_failed && !line.node.empty()) {
    return report(io, make_error(messages::kOptionsExclude, {"--from-failed", "--node"}));
  }
  auto variables = variables_of(line);
  if (!variables) return report(io, variables.error());
  if (auto timeout = timeout_of(line); !timeout) return report(io, timeout.error());
  Json body{{"variables", *variables}};
  body["scope"] = line.from_failed    ? "from_failed"
                  : line.node.empty() ? "whole"
                  : line.downstream   ? "node_and_downstream"
                                      : "node";
  if (!line.node.empty()) body["node"] = line.node;
  auto client = session.connect();
  if (!client) return report(io, client.error());
  const auto interrupts = interrupts_of(session);
  auto again = client->post(path_of(line.target, "/rerun"), body);
  if (!again) return report(io, again.error());
  const std::string id = field(*again, "id");
  if (!io.machine()) {
    io.out << id << "\n";
    io.out.flush();
  }
  if (!line.detach) return watch_to_end(session, *client, id, io.err, interrupts.get());
  if (io.machine()) print_document(io, *again);
  return 0;
}

int cmd_runs_mark(Session& session) {
  const CommandLine& line = session.line;
  return change(session, path_of(line.target, "/mark"),
                Json{{"node", line.node}, {"to", line.mark_as}, {"reason", line.reason}}, "id");
}

int cmd_runs_watch(Session& session) {
  auto client = session.connect();
  if (!client) return report(session.io, client.error());
  std::ostream& lines = session.io.format == Format::table ? session.io.out : session.io.err;
  return watch_to_end(session, *client, session.line.target, lines);
}

}  // namespace aiep::cli
