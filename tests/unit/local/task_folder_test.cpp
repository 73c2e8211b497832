#include <filesystem>
#include <fstream>

#include "tests/unit/local/rig.h"

namespace aiep::local {

BOOST_FIXTURE_TEST_SUITE(local_task_folder, Rig)

BOOST_AUTO_TEST_CASE(the_environment_is_what_was_declared) {
  ::setenv("AIEP_TEST_SECRET", "canary", 1);
  spi::TaskRequest what = request("r.0.1", "env; cat $UPSTREAM_DIR/prep/x; pwd");
  what.spec.env["RATE"] = "0.1";
  what.spec.files.push_back({"sub/main.py", "print(1)", false});
  what.data_dir = "/data";
  std::filesystem::create_directories(dir / "up");
  std::ofstream(dir / "up/x") << "from upstream\n";
  what.upstream_results["prep"] = dir / "up";
  BOOST_REQUIRE(backend->create(what).has_value());
  BOOST_CHECK(end_of("r.0.1").phase == Phase::succeeded);
  const std::string out = log("r.0.1");
  for (const char* line : {"RATE=0.1\n", "DATA_DIR=/data\n", "AIEP_TASK_KEY=r.0.1\n", "from upstream\n"}) {
    BOOST_TEST(out.find(line) != std::string::npos, line);
  }
  BOOST_TEST(out.find("canary") == std::string::npos);
  BOOST_TEST(out.find(folder("r.0.1") + "/code\n") != std::string::npos);
  BOOST_TEST(read_all(folder("r.0.1") + "/code/sub/main.py") == "print(1)");
  ::unsetenv("AIEP_TEST_SECRET");
}

BOOST_AUTO_TEST_CASE(a_result_is_linked_for_later_nodes_once_it_succeeded) {
  const auto run = [&](const std::string& key, const std::string& title, const std::string& command) {
    spi::TaskRequest what = request(key, command);
    what.spec.title = title;
    BOOST_REQUIRE(backend->create(what).has_value());
    return end_of(key).phase;
  };
  BOOST_CHECK(run("r.0.1", "a/b", "echo made > $RESULT_DIR/x") == Phase::succeeded);
  BOOST_CHECK(run("r.1.1", "bad", "echo half > $RESULT_DIR/x; exit 1") == Phase::failed);
  BOOST_CHECK(run("r.2.1", "next", "cat $UPSTREAM_DIR/a_b/x; ls $UPSTREAM_DIR") == Phase::succeeded);
  BOOST_TEST(log("r.2.1") == "made\na_b\n");
}

BOOST_AUTO_TEST_CASE(files_stay_in_the_task_s_folder) {
  for (const char* path : {"../evil", "/tmp/evil", "a/../../evil", ""}) {
    spi::TaskRequest what = request("r.0.1", "true");
    what.spec.files.push_back({path, "x", false});
    const auto refused = backend->create(what);
    BOOST_REQUIRE(!refused.has_value());
    BOOST_CHECK(refused.error().kind == ErrorKind::invalid_argument);
  }
}

BOOST_AUTO_TEST_CASE(a_task_cannot_change_who_it_is_nor_carry_a_nul) {
  spi::TaskRequest what = request("r.0.1", "echo $AIEP_TASK_KEY $RESULT_DIR $PATH");
  what.spec.env = {{"AIEP_TASK_KEY", "other"}, {"RESULT_DIR", "/tmp"}, {"PATH", "/mine"}};
  BOOST_REQUIRE(backend->create(what).has_value());
  end_of("r.0.1");
  BOOST_TEST(log("r.0.1") == "r.0.1 " + folder("r.0.1") + "/result /mine\n");
  spi::TaskRequest nul = request("r.1.1", "true");
  nul.spec.env["X"] = std::string(
      "a\0grace_ms\0"
      "0",
      12);
  BOOST_CHECK(backend->create(nul).error().kind == ErrorKind::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_long_workspace_path_works) {
  workspace = dir.path() + std::string("/") + std::string(120, 'w') + "/" + std::string(120, 'x');
  boot();
  start("r.0.1", "echo far");
  BOOST_CHECK(end_of("r.0.1").phase == Phase::succeeded);
}

BOOST_AUTO_TEST_CASE(who_is_born_while_term_is_given_gets_it_too) {
  boot(Millis(600'000));  // far beyond what end_of waits
  start("r.0.1", "i=0; while [ $i -lt 600 ]; do sleep 1000 & i=$((i + 1)); done; wait");
  BOOST_REQUIRE(eventually([&] { return survivors_of(folder("r.0.1"), 0).size() > 20; }));
  (void)backend->cancel("r.0.1");
  BOOST_CHECK(end_of("r.0.1").phase == Phase::cancelled);
  BOOST_TEST(survivors_of(folder("r.0.1"), 0).empty());
}

BOOST_AUTO_TEST_CASE(logs_are_read_by_offset_until_complete) {
  start("r.0.1", "printf 0123456789");
  end_of("r.0.1");
  auto first = logs()->read_log("r.0.1", 0, 4).value();
  BOOST_TEST(first.text == "0123");
  BOOST_TEST(!first.complete);
  auto rest = logs()->read_log("r.0.1", first.next_offset, 100).value();
  BOOST_TEST(rest.text == "456789");
  BOOST_TEST(rest.complete);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::local
