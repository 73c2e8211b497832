#include "apps/aiep_node/run/rest_server.h"

#include <malloc.h>

#include <nlohmann/json.hpp>

#include "apps/aiep_node/run/pack.h"
#include "apps/local_server/start_server.h"
#include "apps/wire/error_json.h"
#include "core/base/messages/server.h"

namespace aiep::agent {
namespace {

using Json = nlohmann::json;

constexpr Millis kAttachTimeout{60'000};
constexpr Millis kRenewTimeout{5'000};
// What a scheduler's TERM leaves for getting the cancel onto the server.
constexpr Millis kCancelTimeout{900};
constexpr Millis kReadTimeout{10'000};
constexpr Millis kReleaseTimeout{1'000};
// Of one call while the scheduler waits for our end.
constexpr Millis kEndingTimeout{2'000};
constexpr std::size_t kLogChunk = 256u << 10;

std::string text(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

std::int64_t number(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_number_integer() ? it->get<std::int64_t>() : 0;
}

bool flag(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_boolean() && it->get<bool>();
}

const Json& list(const Json& object, const char* name) {
  static const Json kEmpty = Json::array();
  const auto it = object.find(name);
  return it != object.end() && it->is_array() ? *it : kEmpty;
}

/// An answer of these kinds is about the server, not about what was asked.
bool is_away(ErrorKind kind) {
  return kind == ErrorKind::unavailable || kind == ErrorKind::outcome_unknown || kind == ErrorKind::deadline_exceeded ||
         kind == ErrorKind::protocol || kind == ErrorKind::internal || kind == ErrorKind::remote_failed;
}

CallError call_error(const Error& error, Lang lang) {
  return {error.kind, to_string(error.code), render_text(error, lang), render_hint(error, lang), is_away(error.kind)};
}

CallError call_error(const wire::RemoteError& error, Lang lang) {
  const bool zh = lang == Lang::zh;
  const ErrorKind kind = kind_from_name(error.kind);
  const Place& place = error.place;
  std::string where = place.file;
  if (!where.empty() && place.line > 0) where += ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  if (!where.empty()) where += ": ";
  return {kind, error.code, where + (zh && !error.message_zh.empty() ? error.message_zh : error.message),
          zh && !error.hint_zh.empty() ? error.hint_zh : error.hint, is_away(kind)};
}

Json outer(const OuterIdentity& identity) {
  return Json{{"system", identity.system},       {"project", identity.project}, {"flow", identity.flow},
              {"execution", identity.execution}, {"job", identity.job},         {"attempt", identity.attempt}};
}

Json attach_body(const Attach& attach) {
  Json body{{"outer", outer(attach.identity)},      {"agent", attach.agent},
            {"on_lost", to_string(attach.on_lost)}, {"on_retry", to_string(attach.on_retry)},
            {"lease_ms", attach.lease.count()},     {"experiment", attach.run.experiment}};
  body["outer"]["link"] = attach.link;
  const WantedRun& run = attach.run;
  if (!run.variables.empty()) body["variables"] = run.variables;
  const std::pair<const char*, const std::string*> fields[] = {
      {"experiment", &run.experiment}, {"version", &run.version}, {"date", &run.date}, {"zone", &run.zone},
      {"backend", &run.backend},       {"policy", &run.policy}};
  for (const auto& [name, value] : fields) {
    if (!value->empty()) body[name] = *value;
  }
  return body;
}

Seen seen(const Json& answer) { return {text(answer, "run"), text(answer, "state"), text(answer, "reason")}; }

std::string run_path(const std::string& run) { return "/v1/runs/" + http::url_encode(run); }

}  // namespace

RestServer::RestServer(RestOptions options) : options_(std::move(options)), client_(options_.address.endpoint) {}

tl::unexpected<CallError> RestServer::fail(CallError error) const {
  const bool passing = error.kind == ErrorKind::unauthenticated || error.kind == ErrorKind::permission_denied ||
                       error.kind == ErrorKind::quota_exceeded;
  error.away = error.away || (attached_ && passing);
  return tl::unexpected<CallError>(std::move(error));
}

Answer<bool> RestServer::start() {
  const local_server::Address& address = options_.address;
  auto there = local_server::ensure_server(address.workspace, address.endpoint.unix_socket,
                                           {.arguments = {}, .stop_fd = options_.stop_fd});
  if (there) return true;
  const auto said = nlohmann::ordered_json::parse(there.error().said, nullptr, false);
  CallError error = said.is_object() ? call_error(wire::remote_from_json(said), options_.lang)
                                     : call_error(there.error().error, options_.lang);
  // A server that cannot be started in the middle of a run (an upgrade, a full disk) is away.
  error.away = error.away || attached_;
  return fail(std::move(error));
}

Answer<Json> RestServer::call(http::Request request) {
  // A TCP server writes a new token at each start.
  const std::string token = local_server::read_token(options_.address.token_file);
  if (!token.empty()) request.headers["Authorization"] = "Bearer " + token;
  if (ending_) {
    request.timeout = std::min(request.timeout, kEndingTimeout);
  } else {
    request.stop_fd = options_.stop_fd;
  }
  auto response = client_.request(request);
  if (!response && response.error().kind == ErrorKind::unavailable && options_.address.local && !ending_) {
    if (auto there = start(); !there) return fail(there.error());
    response = client_.request(request);
  }
  if (!response) return fail(call_error(response.error(), options_.lang));
  Json document = Json::parse(response->body, nullptr, false);
  const bool fine = response->status >= 200 && response->status < 300;
  if (fine && document.is_object()) return document;
  if (!fine && document.is_object() && document.contains("error")) {
    const auto error = nlohmann::ordered_json(document["error"]);
    return fail(call_error(wire::remote_from_json(error), options_.lang));
  }
  const Error strange =
      make_error(messages::kServerAnswer, {shown(), "HTTP status " + std::to_string(response->status)});
  return fail(call_error(strange, options_.lang));
}

Answer<Json> RestServer::post(const char* path, const Json& body, Millis timeout) {
  http::Request request;
  request.method = "POST";
  request.path = path;
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  request.headers["Content-Type"] = "application/json";
  request.timeout = timeout;
  return call(std::move(request));
}

Answer<Json> RestServer::get(const std::string& path, Millis timeout) {
  http::Request request;
  request.path = path;
  request.timeout = timeout;
  return call(std::move(request));
}

Answer<bool> RestServer::pack_file() {
  auto output = run_pack(options_.file);
  if (!output) return fail(call_error(output.error(), options_.lang));
  if (output->exit_code == 0) {
    packed_ = std::move(output->document);
    return true;
  }
  const auto document = nlohmann::ordered_json::parse(output->document, nullptr, false);
  if (document.is_object() && document.contains("error")) {
    return fail(call_error(wire::remote_from_json(document["error"]), options_.lang));
  }
  return fail(
      call_error(make_error(messages::kServerAnswer, {"aiepctl", "exit code " + std::to_string(output->exit_code)}),
                 options_.lang));
}

Answer<Attached> RestServer::attach(const Attach& attach) {
  if (!options_.file.empty() && packed_.empty()) {
    if (auto packed = pack_file(); !packed) return fail(packed.error());
  }
  Json body = attach_body(attach);
  if (!packed_.empty()) body.update(Json::parse(packed_, nullptr, false));
  auto answer = post("/v1/outer/attach", body, kAttachTimeout);
  if (!answer) return tl::unexpected<CallError>(std::move(answer).error());
  attached_ = true;
  if (!packed_.empty() && text(*answer, "decision") != "waiting") {
    // The file may be large, and the wait long.
    packed_ = std::string();
    body = Json();
    ::malloc_trim(0);
  }
  return Attached{text(*answer, "decision"), text(*answer, "run"),        text(*answer, "message"),
                  text(*answer, "state"),    text(*answer, "experiment"), text(*answer, "experiment_id"),
                  text(*answer, "version")};
}

Answer<Seen> RestServer::renew(const OuterIdentity& identity, const std::string& agent) {
  return post("/v1/outer/renew", Json{{"outer", outer(identity)}, {"agent", agent}}, kRenewTimeout).map(seen);
}

Answer<bool> RestServer::release(const OuterIdentity& identity, const std::string& agent) {
  return post("/v1/outer/release", Json{{"outer", outer(identity)}, {"agent", agent}}, kReleaseTimeout)
      .map([](const Json&) { return true; });
}

Answer<Seen> RestServer::cancel(const OuterIdentity& identity, const std::string& agent, const std::string& reason) {
  const Json body{{"outer", outer(identity)}, {"agent", agent}, {"actor", options_.actor}, {"reason", reason}};
  return post("/v1/outer/cancel", body, kCancelTimeout).map(seen);
}

Answer<EventPage> RestServer::events(const std::string& run, std::int64_t after, Millis wait) {
  const std::string query = "/events?after=" + std::to_string(after) + "&wait_ms=" + std::to_string(wait.count());
  return get(run_path(run) + query, wait + kReadTimeout).map([](const Json& answer) {
    EventPage page;
    for (const Json& item : list(answer, "items")) {
      page.items.push_back({number(item, "seq"), text(item, "at"), text(item, "node"), text(item, "event"),
                            text(item, "from"), text(item, "to"), text(item, "reason"),
                            static_cast<int>(number(item, "attempt"))});
    }
    page.state = text(answer, "state");
    page.ended = flag(answer, "ended");
    page.waited = flag(answer, "waited");
    return page;
  });
}

Answer<RunState> RestServer::show(const std::string& run) {
  return get(run_path(run), kReadTimeout).map([](const Json& answer) {
    RunState state{text(answer, "state"), text(answer, "reason"), {}};
    for (const Json& node : list(answer, "nodes")) {
      state.nodes.push_back({text(node, "title"), text(node, "state"), text(node, "reason"),
                             static_cast<int>(list(node, "attempts").size())});
    }
    return state;
  });
}

Answer<LogChunk> RestServer::log(const std::string& run, const std::string& node, int attempt, std::uint64_t offset) {
  const std::string query = "/logs?node=" + http::url_encode(node) + "&attempt=" + std::to_string(attempt) +
                            "&offset=" + std::to_string(offset) + "&limit=" + std::to_string(kLogChunk);
  return get(run_path(run) + query, kReadTimeout).map([](const Json& answer) {
    return LogChunk{text(answer, "text"), static_cast<std::uint64_t>(number(answer, "next_offset")),
                    flag(answer, "complete")};
  });
}

}  // namespace aiep::agent
