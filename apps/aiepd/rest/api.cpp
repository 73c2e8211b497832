#include "apps/aiepd/rest/api.h"

#include <charconv>
#include <exception>
#include <nlohmann/json.hpp>
#include <span>

#include "apps/aiepd/rest/encode.h"
#include "apps/aiepd/rest/handlers.h"
#include "apps/wire/error_json.h"
#include "core/base/messages/general.h"
#include "core/base/messages/server.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;

struct Route {
  const char* method;
  std::vector<std::string> path;  ///< "*" matches any one segment
  Answer (*handler)(Context&, const Request&);
};

std::span<const Route> routes() {
  static const std::vector<Route> all{
      {"POST", {"validate"}, &validate},
      {"POST", {"experiments"}, &import_experiment},
      {"GET", {"experiments"}, &list_experiments},
      {"GET", {"experiments", "*"}, &get_experiment},
      {"DELETE", {"experiments", "*"}, &delete_experiment},
      {"GET", {"experiments", "*", "versions"}, &list_versions},
      {"POST", {"experiments", "*", "versions"}, &save_as},
      {"GET", {"experiments", "*", "export"}, &export_experiment},
      {"POST", {"runs"}, &create_run},
      {"GET", {"runs"}, &list_runs},
      {"GET", {"runs", "*"}, &get_run},
      {"GET", {"runs", "*", "folders"}, &get_folders},
      {"GET", {"runs", "*", "events"}, &get_events},
      {"GET", {"runs", "*", "logs"}, &get_log},
      {"POST", {"runs", "*", "stop"}, &stop_run},
      {"POST", {"runs", "*", "rerun"}, &rerun},
      {"POST", {"runs", "*", "mark"}, &mark},
      {"POST", {"outer", "attach"}, &attach_outer},
      {"POST", {"outer", "renew"}, &renew_outer},
      {"POST", {"outer", "release"}, &release_outer},
      {"POST", {"outer", "cancel"}, &cancel_outer},
      {"GET", {"orphans"}, &list_orphans},
      {"POST", {"orphans", "*", "kill"}, &kill_orphan},
      {"POST", {"orphans", "*", "adopt"}, &adopt_orphan},
      {"GET", {"plugins"}, &list_plugins},
      {"GET", {"plugins", "*"}, &get_plugin},
      {"GET", {"server"}, &get_server},
      {"POST", {"server", "stop"}, &stop_server},
      {"GET", {"doctor"}, &doctor},
  };
  return all;
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (pattern[i] != "*" && pattern[i] != path[i]) return false;
  }
  return true;
}

std::string joined(const std::vector<std::string>& segments) {
  std::string path;
  for (const std::string& segment : segments) path += "/" + segment;
  return path.empty() ? "/" : path;
}

Answer dispatch(Context& context, const Request& request) {
  if (request.segments.empty() || request.segments[0] != "v1") {
    return make_error(messages::kNoSuchEndpoint, {joined(request.segments)});
  }
  Request inner = request;
  inner.segments.erase(inner.segments.begin());
  bool path_known = false;
  for (const Route& route : routes()) {
    if (!matches(route.path, inner.segments)) continue;
    path_known = true;
    if (request.method == route.method) return route.handler(context, inner);
  }
  if (path_known) return make_error(messages::kMethodNotAllowed, {request.method, joined(request.segments)});
  return make_error(messages::kNoSuchEndpoint, {joined(request.segments)});
}

}  // namespace

struct Api::Parts {
  engine::Service& service;
  ServerFacts facts;
  ApiHooks hooks;
  std::shared_ptr<const Clock> clock;
  std::atomic<int> long_polls_left;
};

Api::Api(engine::Service& service, ServerFacts facts, ApiHooks hooks, std::shared_ptr<const Clock> clock,
         int long_polls)
    : parts_(new Parts{service, std::move(facts), std::move(hooks), std::move(clock), long_polls}) {}

Api::~Api() = default;

Response Api::handle(const Request& request) {
  Context context{parts_->service, parts_->facts, parts_->hooks, *parts_->clock, parts_->long_polls_left};
  try {
    Answer answer = dispatch(context, request);
    return answer ? std::move(*answer) : error_response(answer.error());
  } catch (const std::exception& failure) {
    return error_response(make_error(messages::kInternal, {failure.what()}));
  }
}

Response json_response(const Json& document, int status) { return {status, wire::dump(document)}; }

Response error_response(const Error& error) {
  return json_response(Json{{"error", wire::error_json(error)}}, kind_facts(error.kind).http_status);
}

Response problems_response(const Error& error, const std::vector<flow::Problem>& problems) {
  const Error* first = &error;
  for (const flow::Problem& problem : problems) {
    if (problem.severity != flow::Severity::error) continue;
    first = &problem.error;
    break;
  }
  Json document{{"error", wire::error_json(*first)}};
  if (!problems.empty()) document["problems"] = encode_problems(problems);
  return json_response(document, kind_facts(first->kind).http_status);
}

std::string query_text(const Request& request, const std::string& name) {
  const auto it = request.query.find(name);
  return it == request.query.end() ? "" : it->second;
}

Result<std::int64_t> query_number(const Request& request, const std::string& name, std::int64_t fallback) {
  const std::string text = query_text(request, name);
  if (text.empty()) return fallback;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) {
    return make_error(messages::kBadField, {name, "must be a whole number"});
  }
  return value;
}

}  // namespace aiep::rest
