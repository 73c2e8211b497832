#include "tests/unit/cli/server_fixture.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "apps/aiepctl/cli.h"
#include "core/http/client.h"

namespace aiep::test {

using Json = nlohmann::ordered_json;

ServerFixture::ServerFixture() {
  ::setenv("TERM", "dumb", 1);  // the test's own terminal must not turn the live picture on
  ::setenv("LANG", "C.UTF-8", 1);
  ::unsetenv("LC_ALL");
  rest::ServerFacts facts;
  facts.pid = 4242;
  facts.workspace = dir.path();
  facts.socket = dir / "s.sock";
  facts.version = "0.0.1";
  facts.started_at = clock->now();
  facts.refused = {{"bad.so", "it was built by another compiler"}};
  rest::ApiHooks hooks{[this] { stop_requested = true; }, [] { return false; }};
  api = std::make_unique<rest::Api>(service, facts, hooks, clock, 4);
  rest::ListenOptions options;
  options.socket = facts.socket;
  options.owner = "tester";
  options.threads = 8;
  options.max_body = 1u << 20;
  auto started = rest::HttpServer::start(options, *api, clock);
  BOOST_REQUIRE(started);
  server = std::move(*started);
}

CliResult ServerFixture::cli(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--server", "unix:" + (dir / "s.sock"), "--workspace", dir / "w"});
  std::ostringstream out, err;
  const int code = cli::run_cli(arguments, out, err);
  return {code, out.str(), err.str()};
}

Json ServerFixture::cli_json(std::vector<std::string> arguments, int wanted_code) {
  arguments.insert(arguments.end(), {"-o", "json"});
  const CliResult result = cli(arguments);
  BOOST_TEST(result.code == wanted_code, result.out << result.err);
  Json document = Json::parse(result.out, nullptr, false);
  BOOST_REQUIRE_MESSAGE(!document.is_discarded(), "no JSON: " << result.out);
  return document;
}

std::pair<int, Json> ServerFixture::request(const std::string& method, const std::string& path,
                                            const std::string& body) {
  http::Endpoint endpoint;
  endpoint.unix_socket = dir / "s.sock";
  http::Request request;
  request.method = method;
  request.path = path;
  request.body = body;
  auto response = http::Client(endpoint).request(request);
  // No assertion of Boost.Test: tests ask from several threads at once, and it is made for one.
  if (!response) throw std::runtime_error(response.error().message());
  return {response->status, Json::parse(response->body, nullptr, false)};
}

std::string ServerFixture::write(const std::string& name, const std::string& content) const {
  std::ofstream(dir / name, std::ios::binary) << content;
  return dir / name;
}

}  // namespace aiep::test
