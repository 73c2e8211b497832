#include "apps/aiepctl/client.h"

#include <nlohmann/json.hpp>

#include "apps/local_server/address.h"
#include "apps/local_server/start_server.h"
#include "core/base/messages/server.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;
constexpr Millis kWriteTimeout{120'000};

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

Outcome<Client> Client::open(const ClientOptions& options) {
  auto address = local_server::resolve_address(options.server, options.workspace);
  if (!address) return fail(address.error());
  Client client(address->endpoint);
  client.workspace_ = options.workspace;
  client.token_ = local_server::read_token(address->token_file);
  client.local_ = address->local;
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
    if (auto there = start({}); !there) return fail(there.error());
  }
}

Outcome<bool> Client::start(const std::vector<std::string>& arguments) {
  auto there = local_server::ensure_server(workspace_, socket(), {arguments});
  if (there) return true;
  const Json said = Json::parse(there.error().said, nullptr, false);
  return fail(said.is_object() ? Failure(Json{{"error", said}}) : Failure(there.error().error));
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
