#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/aiepctl/commands.h"
#include "apps/aiepctl/render_table.h"
#include "apps/aiepctl/text.h"
#include "apps/local_server/address.h"
#include "apps/wire/version.h"
#include "core/base/ascii.h"
#include "core/base/messages/general.h"
#include "core/config/workspace.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

/// AIEP-0142, aiep-142, 142 → 142; -1 = none of these.
int code_number(std::string word) {
  word = ascii_lower(std::move(word));
  if (word.starts_with("aiep-")) word.erase(0, 5);
  int number = -1;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  return error == std::errc{} && end == word.data() + word.size() ? number : -1;
}

Json explained(const Message& message) {
  const KindFacts& facts = kind_facts(message.kind);
  return Json{{"code", to_string(message.code)}, {"kind", facts.name},
              {"message", message.text_en},      {"message_zh", message.text_zh},
              {"hint", message.hint_en},         {"hint_zh", message.hint_zh},
              {"explain", message.explain_en},   {"explain_zh", message.explain_zh},
              {"retryable", facts.retryable},    {"exit_code", facts.exit_code}};
}

/// One line of `doctor`, as the server writes it. `fine` is no text but a name.
Json check(const char* name, const Status& status, const std::string& fine) {
  const auto said = [&](auto render, Lang lang) { return status ? Json(nullptr) : Json(render(status.error(), lang)); };
  Json line{{"check", name}, {"status", status ? "ok" : "fail"}};
  line["detail"] = status ? Json(fine) : said(&render_text, Lang::en);
  line["detail_zh"] = status ? Json(fine) : said(&render_text, Lang::zh);
  line["mend"] = said(&render_hint, Lang::en);
  line["mend_zh"] = said(&render_hint, Lang::zh);
  return line;
}

Json client_checks(const Session& session) {
  Json checks = Json::array();
  checks.push_back(check("workspace", config::prepare_workspace(session.workspace), session.workspace));
  auto socket = config::socket_path(session.workspace);
  checks.push_back(check("socket", socket ? Status{} : Status{socket.error()}, socket ? *socket : ""));
  return checks;
}

/// The text in the reader's language; an older server has only one.
std::string text_of(const Io& io, const Json& check, const std::string& name) {
  const std::string own = io.lang == Lang::zh ? field(check, (name + "_zh").c_str()) : "";
  return own.empty() ? field(check, name.c_str()) : own;
}

}  // namespace

int cmd_explain(Session& session) {
  Io& io = session.io;
  const Message* message = find_message(Code{code_number(session.line.target)});
  if (message == nullptr) return report(io, make_error(messages::kNoSuchCode, {session.line.target}));
  if (io.machine()) {
    print_document(io, explained(*message));
    return 0;
  }
  if (io.format == Format::name) {
    io.out << to_string(message->code) << "\n";
    return 0;
  }
  const bool zh = io.lang == Lang::zh;
  io.out << to_string(message->code) << "  " << (zh ? message->text_zh : message->text_en) << "\n\n"
         << (zh ? message->explain_zh : message->explain_en) << "\n\n"
         << io.pick("help: ", "提示：") << (zh ? message->hint_zh : message->hint_en) << "\n"
         << io.pick("exit code: ", "退出码：") << kind_facts(message->kind).exit_code << "\n";
  return 0;
}

int cmd_version(Session& session) {
  Io& io = session.io;
  auto socket = config::socket_path(session.workspace);
  const std::string server = !session.line.server.empty() ? session.line.server
                             : socket                     ? local_server::socket_url(*socket)
                                                          : std::string();
  if (io.machine()) {
    print_document(io,
                   Json{{"version", wire::program_version()}, {"commit", wire::program_commit()}, {"server", server}});
  } else if (io.format == Format::name) {
    io.out << wire::program_version() << "\n";
  } else {
    io.out << "aiepctl " << wire::program_version() << " (" << wire::program_commit() << ")\n"
           << io.pick("server ", "服务 ") << server << "\n";
  }
  return 0;
}

int cmd_doctor(Session& session) {
  Io& io = session.io;
  Json checks = client_checks(session);
  auto client = session.connect();
  auto answer = client ? client->get("/v1/doctor") : Outcome<Json>(fail(client.error()));
  if (answer) {
    for (Json& check : answer->at("checks")) checks.push_back(std::move(check));
  } else {
    const wire::RemoteError& error = answer.error().error;
    checks.push_back(Json{{"check", "server"},
                          {"status", "fail"},
                          {"detail", error.code + " " + error.message},
                          {"detail_zh", error.code + " " + error.message_zh},
                          {"mend", error.hint},
                          {"mend_zh", error.hint_zh}});
  }
  const bool failed =
      std::any_of(checks.begin(), checks.end(), [](const Json& c) { return field(c, "status") == "fail"; });
  if (io.machine()) {
    print_document(io, Json{{"ok", !failed}, {"checks", checks}});
    return failed ? 1 : 0;
  }
  for (const Json& check : checks) {
    io.out << padded(field(check, "status"), 5) << padded(field(check, "check"), 12)
           << visible(text_of(io, check, "detail")) << "\n";
    if (const std::string mend = text_of(io, check, "mend"); !mend.empty()) {
      io.out << std::string(17, ' ') << io.pick("mend: ", "处理：") << visible(mend) << "\n";
    }
  }
  return failed ? 1 : 0;
}

}  // namespace aiep::cli
