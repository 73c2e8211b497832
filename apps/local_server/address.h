/// Where a server is, as clients are told.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/http/client.h"

namespace aiep::local_server {

struct Address {
  http::Endpoint endpoint;
  std::string workspace;   ///< absolute
  bool local = false;      ///< the workspace's own server, which clients start when absent
  std::string token_file;  ///< "" = none is needed (unix sockets)
};

/// `server`: unix:/path or http://host:port, "" = the socket of `workspace`. kServerUrl otherwise.
Result<Address> resolve_address(const std::string& server, const std::string& workspace);

/// The token for a TCP server, "" when there is none. The server writes a new one at each start.
std::string read_token(const std::string& file);

/// How a socket's address is written.
std::string socket_url(const std::string& socket);

}  // namespace aiep::local_server
