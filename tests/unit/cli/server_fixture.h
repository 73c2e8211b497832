/// A REST server on a unix socket before a service without an engine, and aiepctl against it.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/aiepd/rest/http_server.h"
#include "tests/support/fake_service.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {

struct CliResult {
  int code = 0;
  std::string out, err;
};

struct ServerFixture {
  ServerFixture();

  /// aiepctl in this process, talking to the fixture's server.
  CliResult cli(std::vector<std::string> arguments);
  /// The same with `-o json`; fails the test when stdout is not one JSON document.
  nlohmann::ordered_json cli_json(std::vector<std::string> arguments, int wanted_code = 0);
  /// A raw request to the REST interface: status and body.
  std::pair<int, nlohmann::ordered_json> request(const std::string& method, const std::string& path,
                                                 const std::string& body = "");
  std::string write(const std::string& name, const std::string& content) const;

  TempDir dir;
  FakeService service;
  std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>();
  bool stop_requested = false;
  std::unique_ptr<rest::Api> api;
  std::unique_ptr<rest::HttpServer> server;
};

inline constexpr char kGoodYaml[] =
    "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: demo}\nnodes:\n"
    "  - {title: one, type: command, with: {run: \"true\"}}\n";
inline constexpr char kBadYaml[] =
    "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: demo}\nnodes:\n"
    "  - {title: one, type: command, needs: [nowhere]}\n";

}  // namespace aiep::test
