/// Requests to the server, which is started first when it is the workspace's own and absent.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/aiepctl/io.h"
#include "core/base/clock.h"
#include "core/http/client.h"

namespace aiep::cli {

struct ClientOptions {
  std::string workspace;  ///< absolute
  std::string server;     ///< URL, "" = the workspace's socket
  bool start = true;      ///< start the workspace's server when absent
};

/// Blocking. One thread.
class Client {
 public:
  /// Makes no connection yet.
  static Outcome<Client> open(const ClientOptions& options);

  Outcome<nlohmann::ordered_json> get(const std::string& path, Millis timeout = Millis{30'000});
  /// `repeatable`: sending it twice does no harm, so it is sent again when the server dies.
  Outcome<nlohmann::ordered_json> post(const std::string& path, const nlohmann::ordered_json& body,
                                       bool repeatable = false);
  Outcome<nlohmann::ordered_json> remove(const std::string& path);

  /// Starts the workspace's server when none answers; `arguments` go to aiepd.
  Outcome<bool> start(const std::vector<std::string>& arguments);

  const std::string& workspace() const { return workspace_; }
  const std::string& socket() const { return http_.endpoint().unix_socket; }
  bool local() const { return local_; }

 private:
  explicit Client(http::Endpoint endpoint) : http_(std::move(endpoint)) {}
  Outcome<nlohmann::ordered_json> send(http::Request request, bool repeatable);

  http::Client http_;
  std::string workspace_, token_;
  bool local_ = true;
  bool start_ = true;
};

}  // namespace aiep::cli
