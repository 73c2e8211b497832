// What outer schedulers' nodes send and get.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "core/base/messages/engine.h"
#include "tests/unit/cli/server_fixture.h"

using namespace aiep;
using Json = nlohmann::ordered_json;
using aiep::test::ServerFixture;

namespace {

Json who() {
  return Json{{"system", "azkaban"}, {"project", "p"}, {"flow", "f"},          {"execution", "16777217"},
              {"job", "train"},      {"attempt", 2},   {"link", "http://a/17"}};
}

Json attach_body() {
  return Json{{"outer", who()},        {"agent", "x"},       {"on_lost", "keep-and-adopt"},
              {"on_retry", "new-run"}, {"lease_ms", 30'000}, {"source", {{"text", test::kGoodYaml}}},
              {"date", "20240228"}};
}

RunRecord a_run() {
  RunRecord run;
  run.id = "0123456789";
  run.experiment_name = "churn";
  run.experiment_id = "9007199254740993";
  run.version = 2;
  run.version_closed = true;
  run.state = State::waiting_for_data;
  run.reason = "missing: db.t";
  return run;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rest_outer, ServerFixture)

BOOST_AUTO_TEST_CASE(attach_says_who_and_what) {
  service.outer_answer = {engine::OuterDecision::adopted, "taken over", 7, a_run()};
  const auto [status, body] = request("POST", "/v1/outer/attach", attach_body().dump());
  BOOST_TEST(status == 200);
  BOOST_TEST(body.dump() == R"({"decision":"adopted","message":"taken over","renewals":7,"run":"0123456789",)"
                            R"("state":"waiting_for_data","reason":"missing: db.t","experiment":"churn",)"
                            R"("experiment_id":"9007199254740993","version":"v2"})");
  BOOST_REQUIRE(service.attached.size() == 1u);
  const engine::OuterAttach& got = service.attached[0];
  BOOST_TEST((got.identity.system + got.identity.project + got.identity.flow + got.identity.execution +
              got.identity.job) == "azkabanpf16777217train");
  BOOST_TEST(got.identity.attempt == 2);
  BOOST_TEST(got.link == "http://a/17");
  BOOST_TEST(got.agent == "x");
  BOOST_TEST((got.on_lost == LostPolicy::keep_and_adopt));
  BOOST_TEST((got.on_retry == RetryPolicy::new_run));
  BOOST_TEST((got.lease == Millis(30'000)));
  BOOST_TEST(got.run.source->source.text == test::kGoodYaml);
  BOOST_TEST(got.run.date.value() == "20240228");
  BOOST_TEST(!got.run.submitter.empty());
}

BOOST_AUTO_TEST_CASE(every_decision_has_its_word_and_new_runs_are_201) {
  using D = engine::OuterDecision;
  const std::vector<std::pair<D, std::string>> words{
      {D::started, "started"}, {D::attached, "attached"}, {D::adopted, "adopted"},
      {D::retried, "retried"}, {D::waiting, "waiting"},   {D::already_succeeded, "already_succeeded"}};
  for (const auto& [decision, word] : words) {
    service.outer_answer = {decision, "", 1, a_run()};
    const auto [status, body] = request("POST", "/v1/outer/attach", attach_body().dump());
    BOOST_TEST(status == (decision == D::started || decision == D::retried ? 201 : 200));
    BOOST_TEST(body.at("decision") == word);
  }
  service.outer_answer = {D::cancelled, "", 1, std::nullopt};
  const Json none = request("POST", "/v1/outer/attach", attach_body().dump()).second;
  BOOST_TEST(none.at("decision") == "cancelled");
  BOOST_TEST(none.at("run") == "");
  for (const char* name : {"state", "reason", "experiment", "experiment_id", "version"}) {
    BOOST_TEST(none.at(name).is_null());
  }
}

BOOST_AUTO_TEST_CASE(what_is_left_out_has_its_usual_value) {
  service.outer_answer = {engine::OuterDecision::started, "", 1, a_run()};
  const Json body{
      {"outer", {{"system", "cron"}, {"execution", "1"}}}, {"agent", "x"}, {"source", {{"text", test::kGoodYaml}}}};
  BOOST_TEST(request("POST", "/v1/outer/attach", body.dump()).first == 201);
  const engine::OuterAttach& got = service.attached.at(0);
  BOOST_TEST((got.on_lost == LostPolicy::cancel));
  BOOST_TEST((got.on_retry == RetryPolicy::retry_from_failed));
  BOOST_TEST((got.lease == Millis(60'000)));
  BOOST_TEST(got.identity.attempt == 0);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named) {
  const std::vector<std::pair<Json, std::string>> wrongs{
      {Json{{"outer", {{"execution", "1"}}}}, "`outer.system`"},
      {Json{{"outer", {{"system", "s"}}}}, "`outer.execution`"},
      {Json{{"outer", {{"system", "s"}, {"execution", 17}}}}, "`outer.execution`"},
      {Json{{"outer", {{"system", "s"}, {"execution", "1"}, {"attempt", -1}}}}, "`outer.attempt`"},
      {Json{{"outer", {{"system", "s"}, {"execution", "1"}, {"jobb", "x"}}}}, "did you mean `job`"},
      {Json{{"outer", {{"system", "s"}, {"execution", std::string(1025, 'x')}}}}, "`outer.execution`"},
      {Json{{"outer", "cron"}}, "`outer`"},
      {Json{{"agent", ""}}, "`agent`"},
      {Json{{"agent", std::string(129, 'x')}}, "`agent`"},
      {Json{{"on_lost", "forget"}}, "`on_lost`"},
      {Json{{"on_retry", "never"}}, "`on_retry`"},
      {Json{{"lease_ms", 999}}, "`lease_ms`"},
      {Json{{"key", "mine"}}, "`key`"},
      {Json{{"source", nullptr}}, "`experiment`"}};
  for (const auto& [change, wanted] : wrongs) {
    Json body = attach_body();
    body.update(change);
    const auto [status, answer] = request("POST", "/v1/outer/attach", body.dump());
    BOOST_TEST(status == 400, change.dump());
    const std::string message = answer.at("error").at("message");
    BOOST_TEST(message.find(wanted) != std::string::npos, message);
  }
  BOOST_TEST(service.attached.empty());
}

BOOST_AUTO_TEST_CASE(renew_release_and_cancel_say_where_the_run_is) {
  service.outer_view.outer.renewals = 9;
  service.outer_view.run = a_run();
  const Json body{{"outer", who()}, {"agent", "x"}};
  const auto [renewed, life] = request("POST", "/v1/outer/renew", body.dump());
  BOOST_TEST(renewed == 200);
  BOOST_TEST(life.dump() == R"({"renewals":9,"run":"0123456789","state":"waiting_for_data","reason":"missing: db.t"})");
  const auto [released, done] = request("POST", "/v1/outer/release", body.dump());
  BOOST_TEST(released == 200);
  BOOST_TEST(done.at("released").get<bool>());
  // No agent is needed for a cancel: a helper may deliver it when the agent is gone.
  const Json cancel{{"outer", who()}, {"actor", "vera"}, {"reason", "wrong day"}};
  const auto [cancelled, where] = request("POST", "/v1/outer/cancel", cancel.dump());
  BOOST_TEST(cancelled == 202);
  BOOST_TEST(where.at("run") == "0123456789");
  service.outer_view.run.reset();
  BOOST_TEST(request("POST", "/v1/outer/cancel", cancel.dump()).second.dump() ==
             R"({"run":"","state":null,"reason":null})");
  const std::vector<std::string> words{"x", "x", "vera:wrong day", "vera:wrong day"};
  BOOST_TEST(service.outer_words == words, boost::test_tools::per_element());
  for (const OuterIdentity& identity : service.outer_calls) BOOST_TEST(identity.attempt == 2);
}

BOOST_AUTO_TEST_CASE(renew_brings_events_when_asked) {
  const Json run = request("POST", "/v1/runs", Json{{"source", {{"text", test::kGoodYaml}}}}.dump()).second;
  service.outer_view.run = service.get_run(run.at("id")).value().run;
  const Json body{{"outer", who()}, {"agent", "x"}, {"after", 1}};
  const Json life = request("POST", "/v1/outer/renew", body.dump()).second;
  BOOST_REQUIRE(life.at("events").size() == 1u);
  BOOST_TEST(life.at("events").at(0).at("seq") == 2);
}

BOOST_AUTO_TEST_CASE(a_superseded_agent_is_told_so) {
  service.outer_refusal = make_error(messages::kOuterSuperseded, {"azkaban execution 1", "1", "2"});
  const Json body{{"outer", who()}, {"agent", "x"}};
  for (const char* path : {"/v1/outer/renew", "/v1/outer/release"}) {
    const auto [status, answer] = request("POST", path, body.dump());
    BOOST_TEST(status == 409);
    BOOST_TEST(answer.at("error").at("code") == "AIEP-0421");
  }
}

BOOST_AUTO_TEST_SUITE_END()
