#include "apps/local_server/address.h"

#include <cstdlib>

#include "core/base/files.h"
#include "core/base/messages/server.h"
#include "core/config/workspace.h"

namespace aiep::local_server {

std::string socket_url(const std::string& socket) { return "unix:" + socket; }

Result<Address> resolve_address(const std::string& server, const std::string& workspace) {
  Address address;
  address.workspace = workspace;
  http::Endpoint& endpoint = address.endpoint;
  if (server.empty()) {
    auto path = config::socket_path(workspace);
    if (!path) return path.error();
    endpoint.unix_socket = *path;
    address.local = true;
  } else if (server.starts_with("unix:")) {
    endpoint.unix_socket = server.substr(server.starts_with("unix://") ? 7 : 5);
    if (endpoint.unix_socket.empty() || endpoint.unix_socket[0] != '/') {
      return make_error(messages::kServerUrl, {server});
    }
  } else if (server.starts_with("http://") && server.size() > 7) {
    endpoint.base_url = server.ends_with('/') ? server.substr(0, server.size() - 1) : server;
    const char* variable = std::getenv("AIEP_TOKEN_FILE");
    address.token_file = variable != nullptr ? variable : workspace + "/run/token";
  } else {
    return make_error(messages::kServerUrl, {server});
  }
  endpoint.shown = endpoint.unix_socket.empty() ? endpoint.base_url : socket_url(endpoint.unix_socket);
  return address;
}

std::string read_token(const std::string& file) {
  if (file.empty()) return "";
  auto text = read_file(file, 4096);
  if (!text) return "";
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return *text;
}

}  // namespace aiep::local_server
