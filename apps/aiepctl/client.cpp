#include "apps/aiepctl/client.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "apps/aiepctl/start_server.h"
#include "core/base/files.h"
#include "core/base/messages/server.h"
#include "core/config/workspace.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;
constexpr Millis kWriteTimeout{120'000};

std::string read_token(const std::string& workspace) {
  const char* variable = std::getenv("AIEP_TOKEN_FILE");
  auto text = read_file(variable != nullptr ? variable : workspace + "/run/token", 4096);
  if (!text) return "";
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return *text;
}

Outcome<Json> answer_of(const http::Response& response, const std::string& shown) {
  Json document = Json::parse(response.body, nullptr, false);
  const bool fine = response.status >= 200 && response.status < 300;
  if (document.is_discarded() || (!fine && !document.contains("error"))) {
    return fail(make_error(messages::kServerAnswer, {shown, "HTTP status " + std::to_string(response.status)}));
  }
  if (!fine) return fail(Failure(document));
  return document;
}

}  // namespace

std::string default_server(const std::string& socket) { return "unix:" + socket; }

Outcome<Client> Client::open(const ClientOptions& options) {
  http::Endpoint endpoint;
  std::string socket;
  std::string token;
  const std::string& url = options.server;
  if (url.empty()) {
    auto path = config::socket_path(options.workspace);
    if (!path) return fail(path.error());
    socket = *path;
  } else if (url.starts_with("unix:")) {
    socket = url.substr(url.starts_with("unix://") ? 7 : 5);
    if (socket.empty() || socket[0] != '/') return fail(make_error(messages::kServerUrl, {url}));
  } else if (url.starts_with("http://") && url.size() > 7) {
    endpoint.base_url = url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
    token = read_token(options.workspace);
  } else {
    return fail(make_error(messages::kServerUrl, {url}));
  }
  endpoint.unix_socket = socket;
  endpoint.shown = socket.empty() ? endpoint.base_url : default_server(socket);
  Client client(endpoint);
  client.workspace_ = options.workspace;
  client.socket_ = socket;
  client.token_ = token;
  client.local_ = url.empty();
  client.start_ = options.start;
  return client;
}

Outcome<Json> Client::send(http::Request request, bool repeatable) {
  constexpr int kTries = 4;
  if (!token_.empty()) request.headers["Authorization"] = "Bearer " + token_;
  const std::string& shown = http_.endpoint().shown;
  for (int tries = 1;; ++tries) {
    auto response = http_.request(request);
    if (response) return answer_of(*response, shown);
    const bool away = response.error().kind == ErrorKind::unavailable;
    if (!local_ || tries == kTries || (!away && !repeatable)) return fail(response.error());
    if (!start_) {
      if (away) return fail(make_error(messages::kServerNotRunning, {workspace_}));
      return fail(response.error());
    }
    if (auto there = ensure_server(workspace_, socket_, {}); !there) return fail(there.error());
  }
}

Outcome<Json> Client::get(const std::string& path, Millis timeout) {
  http::Request request;
  request.path = path;
  request.timeout = timeout;
  return send(std::move(request), true);
}

Outcome<Json> Client::post(const std::string& path, const Json& body, bool repeatable) {
  http::Request request;
  request.method = "POST";
  request.path = path;
  request.body = wire::dump(body);
  request.headers["Content-Type"] = "application/json";
  request.timeout = kWriteTimeout;
  return send(std::move(request), repeatable);
}

Outcome<Json> Client::remove(const std::string& path) {
  http::Request request;
  request.method = "DELETE";
  request.path = path;
  request.timeout = kWriteTimeout;
  return send(std::move(request), false);
}

}  // namespace aiep::cli
