/// A small HTTP client over TCP or a unix socket. No retries, no redirects, no policy.
#pragma once

#include <map>
#include <string>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace aiep::http {

/// Where requests go. With `unix_socket` the URL's host is only a name.
struct Endpoint {
  std::string base_url = "http://localhost";  ///< without a trailing slash
  std::string unix_socket;                    ///< "" = TCP
  std::string shown;                          ///< how errors name it; "" = base_url
};

struct Request {
  std::string method = "GET";
  std::string path;  ///< from the leading slash on, already percent-encoded
  std::string body;
  std::map<std::string, std::string> headers;
  Millis timeout{30'000};  ///< for the whole exchange
  int stop_fd = -1;        ///< once it can be read, the exchange is given up at once
};

struct Response {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

/// Blocks up to request.timeout. Thread-safe: every request has a connection of its own.
/// Any HTTP status is a Response. Errors: unavailable = certainly not carried out (nobody
/// listens there); outcome_unknown = it was sent, or may have been (also when stop_fd ended it);
/// not_supported = this machine has no libcurl.
class Client {
 public:
  explicit Client(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}
  Result<Response> request(const Request& request) const;
  const Endpoint& endpoint() const { return endpoint_; }

 private:
  Endpoint endpoint_;
};

/// Percent-encodes everything but letters, digits and -._~ (for one path segment or query value).
std::string url_encode(const std::string& text);

}  // namespace aiep::http
