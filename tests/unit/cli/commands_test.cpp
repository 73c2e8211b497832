// aiepctl against a real server on a socket: shapes, streams and exit codes.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/server_fixture.h"

using namespace aiep;
using Json = nlohmann::ordered_json;
using aiep::test::ServerFixture;

namespace {

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  return names;
}

struct Started : ServerFixture {
  std::string id;
  Started() {
    const auto result =
        cli({"run", write("a.yaml", test::kGoodYaml), "--detach", "-o", "name", "--key", "k1", "--var", "a=b=c"});
    BOOST_REQUIRE_EQUAL(result.code, 0);
    BOOST_TEST(result.err == "");
    id = result.out.substr(0, result.out.size() - 1);
    BOOST_TEST(result.out == id + "\n");
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(commands)

BOOST_FIXTURE_TEST_CASE(the_shape_of_runs_show, Started) {
  service.finish(id, State::failed);
  const Json run = cli_json({"runs", "show", id});
  const std::vector<std::string> run_keys{"id",         "experiment_id", "experiment",   "version",   "state",
                                          "reason",     "key",           "logical_time", "variables", "created_at",
                                          "started_at", "ended_at",      "outer",        "nodes"};
  BOOST_TEST(keys(run) == run_keys, boost::test_tools::per_element());
  BOOST_TEST(run.at("id") == id);
  BOOST_TEST(run.at("state") == "failed");
  BOOST_TEST(run.at("reason").is_null());
  BOOST_TEST(run.at("key") == "k1");
  BOOST_TEST(run.at("outer").is_null());
  BOOST_TEST(run.at("variables").at("a") == "b=c");
  BOOST_TEST(run.at("created_at") == "2026-01-31T00:00:00.000Z");
  const Json& node = run.at("nodes").at(1);
  const std::vector<std::string> node_keys{"id",     "title",      "type",     "state",
                                           "reason", "started_at", "ended_at", "attempts"};
  BOOST_TEST(keys(node) == node_keys, boost::test_tools::per_element());
  BOOST_TEST(node.at("title") == "second");
  BOOST_TEST(node.at("reason") == "exit code 3");
  const Json& attempt = node.at("attempts").at(0);
  const std::vector<std::string> attempt_keys{"number",     "state",    "exit_code",  "signal",
                                              "started_at", "ended_at", "external_id"};
  BOOST_TEST(keys(attempt) == attempt_keys, boost::test_tools::per_element());
  BOOST_TEST(attempt.at("exit_code") == 3);
  BOOST_TEST(attempt.at("signal").is_null());
  BOOST_TEST(attempt.at("external_id") == "h1");
}

BOOST_FIXTURE_TEST_CASE(a_run_for_people, Started) {
  service.finish(id, State::failed);
  const std::string shown = cli({"runs", "show", id}).out;
  BOOST_TEST(shown.find("variable      a = b=c\n") != std::string::npos, shown);
  BOOST_TEST(shown.find("second  command  failed") != std::string::npos, shown);
  BOOST_TEST(cli({"runs", "list"}).out.find("failed") != std::string::npos);
  BOOST_TEST(cli({"runs", "events", id}).out.find("engine") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_shape_of_runs_list_and_its_pages, Started) {
  const std::string second = cli({"run", dir / "a.yaml", "--detach", "-o", "name"}).out.substr(0, 9);
  const Json page = cli_json({"runs", "list", "--limit", "1"});
  BOOST_TEST(keys(page) == (std::vector<std::string>{"items", "next"}), boost::test_tools::per_element());
  BOOST_TEST(page.at("items").size() == 1u);
  BOOST_TEST(page.at("items").at(0).at("id") == second);
  BOOST_TEST(!page.at("items").at(0).contains("nodes"));
  const Json rest = cli_json({"runs", "list", "--after", page.at("next")});
  BOOST_TEST(rest.at("items").at(0).at("id") == id);
  BOOST_TEST(rest.at("next").is_null());
  BOOST_TEST(cli({"runs", "list", "-o", "name"}).out == second + "\n" + id + "\n");
}

BOOST_FIXTURE_TEST_CASE(the_shape_of_runs_events, Started) {
  const Json events = cli_json({"runs", "events", id});
  BOOST_REQUIRE(events.is_array());
  BOOST_REQUIRE_EQUAL(events.size(), 2u);
  const std::vector<std::string> wanted{"seq",     "at",    "actor", "run", "node",
                                        "attempt", "event", "from",  "to",  "reason"};
  BOOST_TEST(keys(events.at(1)) == wanted, boost::test_tools::per_element());
  BOOST_TEST(events.at(0).at("node").is_null());
  BOOST_TEST(events.at(1).at("node") == "first");
  BOOST_TEST(events.at(1).at("to") == "running");
}

BOOST_FIXTURE_TEST_CASE(the_shape_of_server_status, ServerFixture) {
  const Json status = cli_json({"server", "status"});
  BOOST_TEST(keys(status) == (std::vector<std::string>{"pid", "socket", "version", "uptime_s"}),
             boost::test_tools::per_element());
  BOOST_TEST(status.at("pid") == 4242);
}

BOOST_FIXTURE_TEST_CASE(the_same_key_gives_the_same_run, Started) {
  const Json again = cli_json({"run", dir / "a.yaml", "--detach", "--key", "k1"});
  BOOST_TEST(again.at("id") == id);
  BOOST_TEST(again.at("existed").get<bool>());
}

BOOST_FIXTURE_TEST_CASE(a_run_takes_every_option_along, ServerFixture) {
  const auto result = cli({"run", write("a.yaml", test::kGoodYaml), "--detach", "--date", "20240229", "--zone", "UTC",
                           "--node", "one", "--backend", "mock", "--policy", "finish-possible"});
  BOOST_REQUIRE_EQUAL(result.code, 0);
  const engine::RunRequest& run = service.started.at(0);
  BOOST_TEST(run.date.value() == "20240229");
  BOOST_TEST(run.zone.value() == "UTC");
  BOOST_TEST(run.only_nodes == std::vector<std::string>{"one"}, boost::test_tools::per_element());
  BOOST_TEST(run.backend == "mock");
  BOOST_TEST((run.policy == FailurePolicy::finish_possible));
  BOOST_TEST(run.submitter == "tester");
  BOOST_REQUIRE(run.source);
  BOOST_TEST(run.source->source.text == test::kGoodYaml);
  BOOST_TEST(run.source->source.origin_dir == dir.path());
}

BOOST_FIXTURE_TEST_CASE(an_invalid_file_shows_place_and_line, ServerFixture) {
  const std::string file = write("bad.yaml", test::kBadYaml);
  const auto text = cli({"validate", file});
  BOOST_TEST(text.code == 2);
  BOOST_TEST(text.out == "");
  BOOST_TEST(text.err.find("error[AIEP-01") != std::string::npos, text.err);
  BOOST_TEST(text.err.find("--> " + file + ":5:") != std::string::npos, text.err);
  BOOST_TEST(text.err.find("5 |   - {title: one") != std::string::npos, text.err);
  BOOST_TEST(text.err.find("= explain: aiepctl explain AIEP-01") != std::string::npos, text.err);
  const Json document = cli_json({"run", file}, 2);
  BOOST_TEST(document.at("error").at("line") == 5);
  BOOST_TEST(document.at("problems").size() >= 1u);
  const Json validated = cli_json({"validate", file}, 2);
  BOOST_TEST(!validated.at("ok").get<bool>());
  BOOST_TEST(validated.contains("error"));
  BOOST_TEST(service.started.empty());
}

BOOST_FIXTURE_TEST_CASE(chinese_when_asked, ServerFixture) {
  const auto text = cli({"runs", "show", "123", "--lang", "zh"});
  BOOST_TEST(text.code == 3);
  BOOST_TEST(text.err.find("错误[AIEP-0400]") != std::string::npos, text.err);
  BOOST_TEST(text.err.find("提示") != std::string::npos, text.err);
}

BOOST_FIXTURE_TEST_CASE(files_that_are_none, ServerFixture) {
  BOOST_TEST(cli({"validate", dir / "absent.yaml"}).code == 3);
  BOOST_TEST(cli({"validate", dir.path()}).code == 2);
  BOOST_TEST(cli({"validate", write("big.yaml", std::string(33u << 20, ' '))}).code == 2);
  const Json error = cli_json({"run", dir / "absent.yaml"}, 3);
  BOOST_TEST(error.at("error").at("kind") == "not_found");
}

BOOST_FIXTURE_TEST_CASE(bytes_that_are_no_text_reach_the_parser_unchanged, ServerFixture) {
  const auto text = cli({"validate", write("raw.yaml", std::string(test::kGoodYaml) + "# \xff\xfe\n")});
  BOOST_TEST(text.code == 2);
  BOOST_TEST(text.err.find("raw.yaml:6:3") != std::string::npos, text.err);
}

BOOST_FIXTURE_TEST_CASE(experiments_go_in_and_come_out_unchanged, ServerFixture) {
  const std::string text = "{\"edges\":[],\"nodes\":[],\"big\":9007199254740993,\"x\":1.50}";
  const auto imported =
      cli({"experiments", "import", write("e.json", text), "--name", "with space/slash", "-o", "name"});
  BOOST_REQUIRE_EQUAL(imported.code, 0);
  const std::string id = imported.out.substr(0, 32);
  BOOST_TEST(imported.out == id + "\n");
  BOOST_TEST(cli({"experiments", "export", id}).out == text);
  BOOST_TEST(cli({"experiments", "export", "with space/slash@v1"}).out == text);
  BOOST_TEST(cli({"experiments", "save-as", id}).out == "v2-dev\n");
  const Json versions = cli_json({"experiments", "versions", id});
  BOOST_TEST(versions.at("items").at(0).at("version") == "v1");
  BOOST_TEST(versions.at("items").at(1).at("version") == "v2-dev");
  BOOST_TEST(cli({"experiments", "list", "-o", "name"}).out == id + "\n");
  BOOST_TEST(cli({"experiments", "show", id}).out.find("with space/slash") != std::string::npos);
  BOOST_TEST(cli({"experiments", "delete", id}).code == 0);
  BOOST_TEST(cli({"experiments", "show", id}).code == 3);
}

BOOST_FIXTURE_TEST_CASE(stop_rerun_and_mark, Started) {
  BOOST_TEST(cli({"runs", "stop", id}).out == id + " cancelled\n");
  BOOST_TEST(cli({"runs", "stop", id}).code == 5);
  BOOST_TEST(cli({"runs", "watch", id}).code == 8);
  BOOST_TEST(cli({"runs", "rerun", id, "--detach", "--node", "first", "--with-downstream", "--var", "x=1"}).code == 0);
  BOOST_TEST((service.reruns.at(0).scope == engine::RerunScope::node_and_downstream));
  BOOST_TEST(service.reruns.at(0).variables.at("x") == "1");
  BOOST_TEST(cli({"runs", "rerun", id, "--detach", "--from-failed"}).code == 0);
  BOOST_TEST((service.reruns.at(1).scope == engine::RerunScope::from_failed));
  BOOST_TEST(cli({"runs", "rerun", id, "--with-downstream"}).code == 2);
  BOOST_TEST(cli({"runs", "rerun", id, "--node", "frist"}).code == 3);
  BOOST_TEST(cli({"runs", "mark", id, "--node", "second", "--as", "skipped"}).out == id + "\n");
  BOOST_TEST(cli_json({"runs", "show", id}).at("nodes").at(1).at("state") == "skipped");
}

BOOST_FIXTURE_TEST_CASE(plugins_and_doctor, ServerFixture) {
  BOOST_TEST(cli({"plugins", "list", "-o", "name"}).out == "command\n");
  BOOST_TEST(cli({"plugins", "list"}).err.find("bad.so") != std::string::npos);
  BOOST_TEST(cli({"plugins", "describe", "linkis.shell.sh"}).out.find("what to run") != std::string::npos);
  BOOST_TEST(cli({"plugins", "describe", "comand"}).code == 3);
  const Json health = cli_json({"doctor"}, 1);  // the fake has no backend: that is a failure
  BOOST_TEST(!health.at("ok").get<bool>());
  bool seen = false;
  for (const Json& check : health.at("checks"))
    seen = seen || (check.at("check") == "backends" && check.at("status") == "fail");
  BOOST_TEST(seen);
}

BOOST_FIXTURE_TEST_CASE(logs_of_one_node_and_of_all, Started) {
  BOOST_TEST(cli({"runs", "logs", id, "--node", "first"}).out == service.log_text);
  BOOST_TEST(cli({"runs", "logs", id, "--node", "first", "--tail", "1"}).out == "last line\n");
  BOOST_TEST(cli({"runs", "logs", id, "--node", "first", "--tail", "0"}).out == "");
  BOOST_TEST(cli({"runs", "logs", id, "--node", "first", "--tail", "99"}).out == service.log_text);
  const std::string all = cli({"runs", "logs", id}).out;
  BOOST_TEST(all.find("[first] line one\n[first] Traceback") == 0u, all);
  BOOST_TEST(all.find("[second] last line\n") != std::string::npos, all);
  BOOST_TEST(cli_json({"runs", "logs", id, "--node", "first"}).at("text") == service.log_text);
}

BOOST_FIXTURE_TEST_CASE(an_absent_server_is_exit_7, ServerFixture) {
  server->stop(Millis{100});
  BOOST_TEST(cli({"runs", "list"}).code == 7);
  const Json error = cli_json({"runs", "list"}, 7);
  BOOST_TEST(error.at("error").at("code") == "AIEP-0800");
  BOOST_TEST(error.at("error").at("retryable").get<bool>());
}

BOOST_AUTO_TEST_SUITE_END()
