// Following a run: lines, the ending, exit codes.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/unit/cli/server_fixture.h"

using namespace aiep;
using Json = nlohmann::ordered_json;
using aiep::test::ServerFixture;

namespace {

struct Follow : ServerFixture {
  std::string file = write("a.yaml", test::kGoodYaml);
  std::jthread mover;
  void end_in(State state) {
    service.on_start = [this, state](const std::string& id) {
      mover = std::jthread([this, id, state] { service.finish(id, state); });
    };
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(follow_run, Follow)

BOOST_AUTO_TEST_CASE(a_good_end) {
  end_in(State::succeeded);
  std::filesystem::create_directories(dir / "runs/000000001/node0/try1");
  const auto result = cli({"run", file});
  BOOST_TEST(result.code == 0);
  BOOST_TEST(result.out.starts_with("000000001\n"), result.out);
  BOOST_TEST(result.out.find("first   command  succeeded") != std::string::npos, result.out);
  BOOST_TEST(result.out.find("run 000000001 succeeded in 1.5s") != std::string::npos, result.out);
  BOOST_TEST(result.err.find("2026-01-31T00:00:00.030Z  first  running\n") != std::string::npos, result.err);
  BOOST_TEST(result.err.find("2026-01-31T00:00:00.030Z  run 000000001  succeeded\n") != std::string::npos, result.err);
  BOOST_TEST(result.err.find("/runs/000000001/node0/try1/result") != std::string::npos, result.err);
  BOOST_TEST(result.err.find("/node1/") == std::string::npos, "a folder that is not there is not named");
  BOOST_TEST(result.err.find("aiepctl runs rerun 000000001\n") != std::string::npos, result.err);
}

BOOST_AUTO_TEST_CASE(a_failed_node_shows_its_log) {
  end_in(State::failed);
  const auto result = cli({"run", file});
  BOOST_TEST(result.code == 1);
  BOOST_TEST(result.err.find("first failing line: Traceback: boom") != std::string::npos, result.err);
  BOOST_TEST(result.err.find("node second: failed (exit code 3)") != std::string::npos, result.err);
  BOOST_TEST(result.err.find("  | last line\n") != std::string::npos, result.err);
  BOOST_TEST(result.err.find("--from-failed") != std::string::npos, result.err);
}

BOOST_AUTO_TEST_CASE(json_is_one_document_whatever_happens) {
  end_in(State::failed);
  const Json run = cli_json({"run", file}, 1);
  BOOST_TEST(run.at("state") == "failed");
  BOOST_TEST(run.at("nodes").size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_cancelled_run_is_exit_8) {
  end_in(State::cancelled);
  BOOST_TEST(cli({"run", file}).code == 8);
}

BOOST_AUTO_TEST_CASE(the_time_out_leaves_the_run_alone) {
  const auto result = cli({"run", file, "--timeout", "50ms"});
  BOOST_TEST(result.code == 124);
  BOOST_TEST(result.err.find("AIEP-0840") != std::string::npos, result.err);
  BOOST_TEST(cli_json({"runs", "show", "000000001"}).at("state") == "running");
  BOOST_TEST(cli({"run", file, "--timeout", "5"}).code == 2);
}

BOOST_AUTO_TEST_CASE(watch_prints_its_lines_as_the_result) {
  const std::string id = cli({"run", file, "--detach", "-o", "name"}).out.substr(0, 9);
  service.finish(id, State::succeeded);
  const auto result = cli({"runs", "watch", id});
  BOOST_TEST(result.code == 0);
  BOOST_TEST(result.out.find("Z  second  succeeded\n") != std::string::npos, result.out);
}

BOOST_AUTO_TEST_SUITE_END()
