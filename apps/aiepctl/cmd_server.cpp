#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "apps/aiepctl/commands.h"
#include "apps/aiepctl/render_table.h"
#include "apps/aiepctl/text.h"
#include "core/base/messages/server.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

int print_status(Session& session, const Json& status) {
  Io& io = session.io;
  if (io.machine()) {
    print_document(io, Json{{"pid", status.at("pid")},
                            {"socket", status.at("socket")},
                            {"version", status.at("version")},
                            {"uptime_s", status.at("uptime_s")}});
  } else if (io.format == Format::name) {
    io.out << field(status, "pid") << "\n";
  } else {
    for (const char* name : {"pid", "socket", "url", "version", "uptime_s", "workspace", "store", "open_runs"}) {
      if (const std::string value = field(status, name); !value.empty()) io.out << padded(name, 11) << value << "\n";
    }
  }
  return 0;
}

/// Who serves the workspace, "" = nobody. The lock goes away with its process, later than its socket.
std::string holder_of(const std::string& workspace) {
  const int fd = ::open((workspace + "/run/aiepd.lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return "";
  char pid[16] = {};
  const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
  const bool known = held && ::pread(fd, pid, sizeof pid - 1, 0) > 0;
  ::close(fd);
  const std::string text = pid;
  return known ? text.substr(0, text.find('\n')) : "";
}

}  // namespace

int cmd_server_start(Session& session) {
  const CommandLine& line = session.line;
  auto client = session.connect(false);
  if (!client) return report(session.io, client.error());
  std::vector<std::string> arguments;
  const std::pair<const char*, const std::string*> options[] = {
      {"--listen", &line.listen}, {"--db", &line.db}, {"--idle-timeout", &line.idle_timeout}};
  for (const auto& [name, value] : options) {
    if (!value->empty()) arguments.insert(arguments.end(), {name, *value});
  }
  if (client->local()) {
    if (auto there = client->start(arguments); !there) {
      return report(session.io, there.error());
    }
  }
  auto status = client->get("/v1/server");
  if (!status) return report(session.io, status.error());
  return print_status(session, *status);
}

int cmd_server_stop(Session& session) {
  Io& io = session.io;
  auto client = session.connect(false);
  if (!client) return report(io, client.error());
  auto answer = client->post("/v1/server/stop", Json::object());
  const bool absent = !answer && answer.error().error.code == to_string(messages::kServerNotRunning);
  if (!answer && !absent) return report(io, answer.error());
  std::string next;  // a client that waits for its run starts another server at once
  if (!absent && client->local()) {
    constexpr std::chrono::seconds kPatience{10};
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while ((next = holder_of(session.workspace)) == field(*answer, "pid")) {
      if (std::chrono::steady_clock::now() > until) {
        return report(io, make_error(messages::kServerStillEnding, {field(*answer, "pid"), "10s"}));
      }
      std::this_thread::sleep_for(Millis{20});
    }
  }
  if (io.machine()) {
    print_document(io, Json{{"stopped", !absent}, {"pid", absent ? Json(nullptr) : answer->at("pid")}});
  } else if (!next.empty()) {
    io.err << io.pick("stopped; tasks go on. Somebody who waits for a run has started another server (process ",
                      "已停止；任务继续运行。正在等待运行的客户端已启动新的服务（进程 ")
           << next << io.pick(")\n", "）\n");
  } else {
    io.err << (absent ? io.pick("no server runs\n", "没有运行中的服务\n")
                      : io.pick("stopped; tasks go on\n", "已停止；任务继续运行\n"));
  }
  return 0;
}

int cmd_server_status(Session& session) {
  auto client = session.connect(false);
  if (!client) return report(session.io, client.error());
  auto status = client->get("/v1/server");
  if (!status) return report(session.io, status.error());
  return print_status(session, *status);
}

}  // namespace aiep::cli
