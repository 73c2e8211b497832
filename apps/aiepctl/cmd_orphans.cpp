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
constexpr std::chrono::seconds kKillPatience{30};
constexpr Millis kKillPause{300};

std::string path_of(const std::string& key, const char* verb) { return "/v1/orphans/" + http::url_encode(key) + verb; }

}  // namespace

int cmd_orphans_list(Session& session) {
  Io& io = session.io;
  auto client = session.connect();
  if (!client) return report(io, client.error());
  auto all = client->get("/v1/orphans");
  if (!all) return report(io, all.error());
  if (io.machine()) {
    print_document(io, *all);
    return 0;
  }
  std::vector<Row> rows;
  for (const Json& orphan : all->at("items")) {
    if (io.format == Format::name) io.out << field(orphan, "key") << "\n";
    rows.push_back({field(orphan, "key"), field(orphan, "backend"), field(orphan, "run"), field(orphan, "node"),
                    field(orphan, "reason")});
  }
  if (io.format != Format::table) return 0;
  if (rows.empty()) {
    io.err << io.pick("no orphans: everything that lives belongs to an open run\n",
                      "没有孤儿任务：所有存活的任务都属于打开的运行\n");
    return 0;
  }
  io.out << table(
      io.lang == Lang::zh ? Row{"键", "后端", "运行", "节点", "原因"} : Row{"KEY", "BACKEND", "RUN", "NODE", "WHY"},
      rows);
  io.err << io.pick("watch one to its end: aiepctl orphans adopt KEY; end it: aiepctl orphans kill KEY\n",
                    "继续看护：aiepctl orphans adopt KEY；结束：aiepctl orphans kill KEY\n");
  return 0;
}

int cmd_orphans_adopt(Session& session) {
  Io& io = session.io;
  auto client = session.connect();
  if (!client) return report(io, client.error());
  auto adopted = client->post(path_of(session.line.target, "/adopt"), Json{{"reason", session.line.reason}}, true);
  if (!adopted) return report(io, adopted.error());
  if (io.machine()) {
    print_document(io, *adopted);
  } else {
    io.out << field(*adopted, "run") << "\n";
    io.err << io.pick("follow it: aiepctl runs watch ", "跟随：aiepctl runs watch ") << field(*adopted, "run") << "\n";
  }
  return 0;
}

int cmd_orphans_kill(Session& session) {
  Io& io = session.io;
  auto client = session.connect();
  if (!client) return report(io, client.error());
  const auto end = std::chrono::steady_clock::now() + kKillPatience;
  for (bool asked = false;; asked = true) {
    auto killed = client->post(path_of(session.line.target, "/kill"), Json{{"reason", session.line.reason}}, true);
    // Once it was asked to end, "no such orphan" is the confirmation.
    const bool gone = !killed && asked && killed.error().error.kind == kind_facts(ErrorKind::not_found).name;
    if (!killed && !gone) return report(io, killed.error());
    if (gone || killed->value("killed", false)) {
      if (io.machine()) print_document(io, Json{{"key", session.line.target}, {"killed", true}});
      if (!io.machine()) io.out << visible(session.line.target) << io.pick(" killed\n", " 已结束\n");
      return 0;
    }
    if (std::chrono::steady_clock::now() >= end) {
      return report(io, make_error(messages::kOrphanStillLives, {session.line.target}));
    }
    std::this_thread::sleep_for(kKillPause);
  }
}

}  // namespace aiep::cli
