/// The REST interface (docs/rest.md) over the service of the engine. Knows no HTTP library.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/aiepd/rest/message.h"
#include "core/engine/service.h"

namespace aiep::rest {

/// A component that was found and not taken.
struct RefusedPlugin {
  std::string file, reason;
};

struct ServerFacts {
  int pid = 0;
  std::string workspace, socket, version, commit, store_url;
  std::string url;  ///< of the TCP listener, "" = none
  TimePoint started_at{};
  std::vector<RefusedPlugin> refused;
};

struct ApiHooks {
  std::function<void()> request_stop;  ///< asks the program to end; returns at once
  std::function<bool()> stopping;      ///< long polls end when it says so
};

/// Thread-safe. Blocks for long polls (GET …/events?wait_ms=) at most kMaxWait, and of those at
/// most `long_polls` at a time; one more is answered at once.
class Api {
 public:
  Api(engine::Service& service, ServerFacts facts, ApiHooks hooks, std::shared_ptr<const Clock> clock, int long_polls);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  /// Never throws; what goes wrong is a Response with {"error": …}.
  Response handle(const Request& request);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

inline constexpr Millis kMaxWait{30'000};

Response error_response(const Error& error);

}  // namespace aiep::rest
