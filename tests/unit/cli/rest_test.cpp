// The REST border over a real unix socket.
#include <boost/test/unit_test.hpp>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/http/client.h"
#include "tests/unit/cli/server_fixture.h"

using namespace aiep;
using Json = nlohmann::ordered_json;
using aiep::test::ServerFixture;

BOOST_FIXTURE_TEST_SUITE(rest_border, ServerFixture)

BOOST_AUTO_TEST_CASE(errors_carry_the_whole_problem) {
  const auto [status, body] = request("GET", "/v1/runs/nosuchrun");
  BOOST_TEST(status == 404);
  const Json& error = body.at("error");
  BOOST_TEST(error.at("code") == "AIEP-0400");
  BOOST_TEST(error.at("kind") == "not_found");
  BOOST_TEST(!error.at("retryable").get<bool>());
  for (const char* name : {"message", "message_zh", "hint", "hint_zh"})
    BOOST_TEST(!error.at(name).get<std::string>().empty());
  for (const char* name : {"path", "file", "line", "column"}) BOOST_TEST(error.at(name).is_null());
}

BOOST_AUTO_TEST_CASE(unknown_paths_methods_and_targets) {
  BOOST_TEST(request("GET", "/").first == 404);
  BOOST_TEST(request("GET", "/v1/nothing").first == 404);
  BOOST_TEST(request("GET", "/v2/runs").first == 404);
  BOOST_TEST(request("DELETE", "/v1/runs").first == 501);
  BOOST_TEST(request("GET", "/v1/runs/%zz").first == 404);
  BOOST_TEST(request("GET", "/v1/runs?limit=abc").first == 400);
  BOOST_TEST(request("GET", "/v1/runs?state=sleeping").first == 400);
  BOOST_TEST(request("GET", "/v1/runs?limit=100000").first == 400);
}

BOOST_AUTO_TEST_CASE(bad_bodies_are_refused_and_the_server_lives) {
  const std::string deep(100'000, '[');
  for (const std::string& body :
       {std::string("{"), std::string("[]"), std::string("\"x\""), deep, std::string("\xff\xfe"), "{\"a\":" + deep,
        std::string("{\"source\":5}"), std::string("{\"key\":[]}"), std::string("{\"variables\":{\"a\":1}}"),
        std::string("{\"source\":{\"files\":[1],\"text\":\"\"}}"),
        std::string("{\"source\":{\"text_base64\":\"%%%\"}}"), std::string("{}")}) {
    const auto [status, answer] = request("POST", "/v1/runs", body);
    BOOST_TEST(status == 400, body.substr(0, 40));
    BOOST_TEST(answer.at("error").at("code").get<std::string>().starts_with("AIEP-08"));
  }
  BOOST_TEST(request("GET", "/v1/server").first == 200);
}

BOOST_AUTO_TEST_CASE(an_unknown_field_names_the_near_one) {
  const auto [status, body] = request("POST", "/v1/runs", R"({"experiment":"x","polcy":"stop"})");
  BOOST_TEST(status == 400);
  BOOST_TEST(body.at("error").at("message").get<std::string>().find("`policy`") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_gets_an_answer) {
  const auto [status, body] = request("POST", "/v1/validate", std::string(5u << 20, 'x'));
  BOOST_TEST(status == 400);
  BOOST_TEST(body.at("error").at("code") == "AIEP-0812");
}

BOOST_AUTO_TEST_CASE(long_polls_end_with_the_event) {
  const Json run =
      request("POST", "/v1/runs", Json{{"source", {{"text", test::kGoodYaml}}}, {"file", "a.yaml"}}.dump()).second;
  const std::string id = run.at("id");
  const Json first = request("GET", "/v1/runs/" + id + "/events").second;
  BOOST_REQUIRE(first.at("items").size() == 2u);
  const std::int64_t last = first.at("items").back().at("seq");
  auto waiting = std::async(std::launch::async, [&] {
    return request("GET", "/v1/runs/" + id + "/events?wait_ms=20000&after=" + std::to_string(last)).second;
  });
  service.finish(id, State::succeeded);
  const Json more = waiting.get();
  BOOST_TEST(more.at("items").size() == 3u);
  BOOST_TEST(more.at("state") == "succeeded");
  BOOST_TEST(more.at("ended").get<bool>());
}

BOOST_AUTO_TEST_CASE(waiting_clients_do_not_starve_the_others) {
  const Json run = request("POST", "/v1/runs", Json{{"source", {{"text", test::kGoodYaml}}}}.dump()).second;
  const std::string id = run.at("id");
  std::vector<std::future<Json>> waiting;
  for (int i = 0; i < 30; ++i) {
    waiting.push_back(std::async(
        std::launch::async, [&] { return request("GET", "/v1/runs/" + id + "/events?wait_ms=20000&after=2").second; }));
  }
  // More pollers than threads and places: the rest is answered at once and others get through.
  for (int i = 0; i < 20; ++i) BOOST_TEST(request("GET", "/v1/runs").first == 200);
  service.finish(id, State::succeeded);
  int waited = 0;
  for (auto& one : waiting) waited += one.get().at("waited").get<bool>() ? 1 : 0;
  BOOST_TEST(waited >= 1);
}

BOOST_AUTO_TEST_CASE(the_log_comes_by_offset_and_takes_ids_too) {
  const std::string id =
      request("POST", "/v1/runs", Json{{"source", {{"text", test::kGoodYaml}}}}.dump()).second.at("id");
  const Json part = request("GET", "/v1/runs/" + id + "/logs?node=first&limit=8").second;
  BOOST_TEST(part.at("text") == "line one");
  BOOST_TEST(part.at("next_offset") == 8);
  BOOST_TEST(request("GET", "/v1/runs/" + id + "/logs?node=n2").second.at("node") == "second");
  const auto [status, body] = request("GET", "/v1/runs/" + id + "/logs?node=secnd");
  BOOST_TEST(status == 404);
  BOOST_TEST(body.at("error").at("message").get<std::string>().find("`second`") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(tcp_wants_the_token) {
  rest::ListenOptions options;
  options.socket = dir / "t.sock";
  options.tcp = "127.0.0.1:0";
  options.token = "sesame";
  auto second = rest::HttpServer::start(options, *api, clock);
  BOOST_REQUIRE(second);
  http::Endpoint endpoint;
  endpoint.base_url = (*second)->tcp_url();
  http::Request ask;
  ask.path = "/v1/server";
  BOOST_TEST(http::Client(endpoint).request(ask)->status == 401);
  ask.headers["Authorization"] = "Bearer sesam";
  BOOST_TEST(http::Client(endpoint).request(ask)->status == 401);
  ask.headers["Authorization"] = "Bearer sesame";
  BOOST_TEST(http::Client(endpoint).request(ask)->status == 200);
}

BOOST_AUTO_TEST_CASE(only_loopback_is_listened_on) {
  rest::ListenOptions options;
  options.socket = dir / "t.sock";
  options.tcp = "0.0.0.0:0";
  auto refused = rest::HttpServer::start(options, *api, clock);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(to_string(refused.error().code) == "AIEP-0834");
}

BOOST_AUTO_TEST_CASE(nobody_listening_is_certain_not_to_have_happened) {
  http::Endpoint endpoint;
  endpoint.unix_socket = dir / "absent.sock";
  const auto answer = http::Client(endpoint).request({});
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().kind == ErrorKind::unavailable));
}

BOOST_AUTO_TEST_CASE(a_late_answer_is_an_unknown_outcome) {
  const std::string id =
      request("POST", "/v1/runs", Json{{"source", {{"text", test::kGoodYaml}}}}.dump()).second.at("id");
  http::Endpoint endpoint;
  endpoint.unix_socket = dir / "s.sock";
  http::Request ask;
  ask.path = "/v1/runs/" + id + "/events?after=2&wait_ms=5000";
  ask.timeout = Millis{100};
  const auto answer = http::Client(endpoint).request(ask);
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().kind == ErrorKind::outcome_unknown));
  service.finish(id, State::succeeded);
}

BOOST_AUTO_TEST_SUITE_END()
