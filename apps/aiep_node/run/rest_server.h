/// The server over REST (docs/rest.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "apps/aiep_node/run/server.h"
#include "apps/local_server/address.h"
#include "core/base/catalogue.h"

namespace aiep::agent {

struct RestOptions {
  local_server::Address address;
  Lang lang = Lang::en;
  std::string file;   ///< experiment file to send with the attach, "" = none
  std::string actor;  ///< who cancels, for the event log
  int stop_fd = -1;   ///< once it can be read, long calls end
};

class RestServer final : public Server {
 public:
  explicit RestServer(RestOptions options);

  Answer<Attached> attach(const Attach& attach) override;
  Answer<Seen> renew(const OuterIdentity& identity, const std::string& agent) override;
  Answer<bool> release(const OuterIdentity& identity, const std::string& agent) override;
  Answer<Seen> cancel(const OuterIdentity& identity, const std::string& agent, const std::string& reason) override;
  Answer<EventPage> events(const std::string& run, std::int64_t after, Millis wait) override;
  Answer<RunState> show(const std::string& run) override;
  Answer<LogChunk> log(const std::string& run, const std::string& node, int attempt, std::uint64_t offset) override;
  std::string shown() const override { return client_.endpoint().shown; }
  void set_ending() override { ending_ = true; }

 private:
  tl::unexpected<CallError> fail(CallError error) const;
  Answer<nlohmann::json> call(http::Request request);
  Answer<nlohmann::json> post(const char* path, const nlohmann::json& body, Millis timeout);
  Answer<nlohmann::json> get(const std::string& path, Millis timeout);
  Answer<bool> start();
  Answer<bool> pack_file();

  RestOptions options_;
  http::Client client_;
  std::string packed_;  ///< the file and what it refers to, as JSON, until the attach is through
  bool ending_ = false;
  bool attached_ = false;  ///< it has answered once, so what it refuses now is its trouble, not ours
};

}  // namespace aiep::agent
