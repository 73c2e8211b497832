/// Api over HTTP: a unix socket, and TCP on loopback when asked.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "apps/aiepd/rest/api.h"
#include "core/base/error.h"

namespace aiep::rest {

struct ListenOptions {
  std::string socket;  ///< path of the unix socket; an old file there is replaced
  std::string tcp;     ///< "127.0.0.1:PORT", port 0 = any; "" = none
  std::string token;   ///< required on TCP
  std::string owner;   ///< user name shown for requests
  int threads = 32;    ///< bound on requests carried out at the same time
  std::size_t max_body = 40u << 20;
};

/// One pool of `threads` for all listeners. Connections are not kept alive: an idle client holds
/// no thread. Requests of other users on the unix socket are refused (SO_PEERCRED).
class HttpServer {
 public:
  static Result<std::unique_ptr<HttpServer>> start(const ListenOptions& options, Api& api,
                                                   std::shared_ptr<const Clock> clock);
  virtual ~HttpServer() = default;

  virtual std::string tcp_url() const = 0;  ///< "" = none
  /// Requests under way, and when the last one ended (or the server started).
  virtual int active() const = 0;
  virtual TimePoint last_request() const = 0;
  /// Takes the socket's name away (hidden) and puts it back; connections already made are served.
  virtual void hide(bool hidden) = 0;
  /// No new connections; waits at most `grace` for requests under way.
  virtual void stop(Millis grace) = 0;
};

}  // namespace aiep::rest
