#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <set>

#include "tests/unit/local/rig.h"

namespace aiep::local {
namespace {

/// Whether a signal waits for a stopped process.
bool is_pending(pid_t pid, int signal) {
  const std::string status = read_all("/proc/" + std::to_string(pid) + "/status");
  const std::size_t at = status.find("ShdPnd:");
  const unsigned long long mask = std::strtoull(status.c_str() + at + 7, nullptr, 16);
  return at != std::string::npos && ((mask >> (signal - 1)) & 1) != 0;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(local_backend, Rig)

BOOST_AUTO_TEST_CASE(endings_are_told_apart_in_words) {
  struct Case {
    const char* command;
    Phase phase;
    const char* reason;
  };
  const Case cases[] = {
      {"echo hi", Phase::succeeded, ""},
      {"exit 3", Phase::failed, "exit code 3"},
      {"no-such-program-here", Phase::failed, "exit code 127 (command not found)"},
      {"/etc/passwd", Phase::failed, "exit code 126 (found but not executable)"},
      {"sh -c 'kill -KILL $$'; exit $?", Phase::failed, "exit code 137 (as after SIGKILL)"},
      {"kill -SEGV $$", Phase::failed, "killed by SIGSEGV"},
  };
  int number = 0;
  for (const Case& c : cases) {
    const std::string key = "r." + std::to_string(number++) + ".1";
    start(key, c.command);
    const spi::TaskStatus end = end_of(key);
    BOOST_CHECK(end.phase == c.phase);
    BOOST_TEST(end.reason == c.reason, c.command);
  }
  BOOST_TEST(log("r.0.1") == "hi\n");
}

BOOST_AUTO_TEST_CASE(one_key_is_one_execution_also_across_processes) {
  const std::string count = dir / "count";
  std::vector<pid_t> children;
  for (int i = 0; i < 10; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      auto mine = make_local_backend({workspace, AIEP_BINARY_DIR "/bin/aiep-node", 0, Millis(200)});
      ::_exit(mine->create(request("r.0.1", "echo x >> " + count + "; sleep 0.3")).has_value() ? 0 : 1);
    }
    children.push_back(pid);
  }
  for (pid_t pid : children) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    BOOST_TEST(WEXITSTATUS(status) == 0);
  }
  BOOST_CHECK(end_of("r.0.1").phase == Phase::succeeded);
  BOOST_TEST(read_all(count) == "x\n");
}

BOOST_AUTO_TEST_CASE(a_task_outlives_the_daemon_and_the_spawner_and_is_found_again) {
  const std::string go = dir / "go";
  start("r.0.1", "while [ ! -e " + go + " ]; do sleep 0.02; done; echo done");
  kill_spawner();
  boot();
  BOOST_TEST(backend->recover("r.0.1").value() == "r.0.1");
  BOOST_CHECK(status("r.0.1").phase == Phase::running);
  BOOST_CHECK(backend->recover("r.9.9").error().kind == ErrorKind::not_found);
  std::ofstream(go).put('x');
  BOOST_CHECK(end_of("r.0.1").phase == Phase::succeeded);
  start("r.1.1", "echo again");
  BOOST_CHECK(end_of("r.1.1").phase == Phase::succeeded);
}

BOOST_AUTO_TEST_CASE(the_spawner_ends_on_term_although_the_daemon_blocks_it) {
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &term, &before);
  start("r.0.1", "sleep 1000");
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  const pid_t spawner = spawner_pid();
  BOOST_REQUIRE(spawner > 0);
  ::kill(spawner, SIGTERM);
  BOOST_TEST(eventually([&] { return spawner_pid() != spawner; }));
  BOOST_CHECK(status("r.0.1").phase == Phase::running);
}

BOOST_AUTO_TEST_CASE(an_order_that_never_began_begins_when_it_is_looked_at) {
  std::filesystem::create_directories(folder("r.0.1") + "/code");
  std::filesystem::create_directories(workspace + "/local/claims");
  std::filesystem::create_symlink(folder("r.0.1"), workspace + "/local/claims/r.0.1");
  BOOST_CHECK(backend->recover("r.0.1").error().kind == ErrorKind::not_found);  // claimed, not ordered
  start("r.0.1", "echo late");
  BOOST_CHECK(end_of("r.0.1").phase == Phase::succeeded);
  BOOST_TEST(log("r.0.1") == "late\n");
}

BOOST_AUTO_TEST_CASE(a_task_whose_log_cannot_be_made_begins_when_it_can) {
  std::filesystem::create_directories(folder("r.0.1") + "/log");  // as a disk without room for one more file
  BOOST_REQUIRE(backend->create(request("r.0.1", "echo once >> ../result/ran; echo said")));
  BOOST_REQUIRE(eventually([&] { return has(folder("r.0.1") + "/keeper"); }));
  for (int look = 0; look < 20; ++look) BOOST_CHECK(status("r.0.1").phase != Phase::failed);
  std::filesystem::remove(folder("r.0.1") + "/log");
  BOOST_CHECK(end_of("r.0.1").phase == Phase::succeeded);
  BOOST_TEST(log("r.0.1") == "said\n");
  BOOST_TEST(read_all(folder("r.0.1") + "/result/ran") == "once\n");
}

BOOST_AUTO_TEST_CASE(cancel_reaches_grandchildren_in_their_own_sessions_that_ignore_term) {
  const std::string pids = dir / "pids";
  const std::string deaf = "trap '' TERM; echo $$ >> " + pids + "; while :; do sleep 0.05; done";
  start("r.0.1", "setsid sh -c \"" + std::string("trap '' TERM; echo \\$\\$ >> ") + pids +
                     "; while :; do sleep 0.05; done\" &\n(setsid sh -c 'setsid sh -c \"sleep 1000\" &' &)\n" + deaf);
  BOOST_REQUIRE(eventually([&] { return read_all(pids).find('\n') != read_all(pids).rfind('\n'); }));
  BOOST_CHECK(backend->cancel("r.0.1").value() == spi::CancelOutcome::accepted);
  BOOST_CHECK(end_of("r.0.1").phase == Phase::cancelled);
  BOOST_TEST(survivors_of(folder("r.0.1"), 0).empty());
  BOOST_CHECK(backend->cancel("r.0.1").value() == spi::CancelOutcome::done);
}

BOOST_AUTO_TEST_CASE(a_fork_bomb_is_ended) {
  // It forks on while it is stopped, but to some 1,100 processes at most, and these end with the minute:
  // where the keeper is too slow for it, the test must not take the machine along.
  start("r.0.1",
        "f() { if [ $1 -lt 6 ]; then for i in 1 2 3; do (sleep 0.2; f $(($1 + 1))) & sleep 0.01; done; fi; "
        "exec sleep 60; }; trap '' TERM; f 0");
  BOOST_REQUIRE(eventually([&] { return survivors_of(folder("r.0.1"), 0).size() > 10; }));
  (void)backend->cancel("r.0.1");
  BOOST_CHECK(end_of("r.0.1").phase == Phase::cancelled);
  BOOST_TEST(survivors_of(folder("r.0.1"), 0).empty());
}

BOOST_AUTO_TEST_CASE(what_a_task_leaves_behind_is_ended_and_told) {
  start("r.0.1", "sleep 1000 & sleep 1001 & exit 0");
  const spi::TaskStatus end = end_of("r.0.1");
  BOOST_CHECK(end.phase == Phase::succeeded);
  BOOST_TEST(end.reason == "2 process(es) it left behind were ended");
  BOOST_TEST(survivors_of(folder("r.0.1"), 0).empty());
}

BOOST_AUTO_TEST_CASE(a_killed_keeper_is_no_verdict_while_the_task_lives) {
  start("r.0.1", "sleep 1000");
  ::kill(keeper_pid("r.0.1"), SIGKILL);
  BOOST_REQUIRE(eventually([&] { return status("r.0.1").phase == Phase::unknown; }));
  const auto owned = lister()->list_owned().value();
  BOOST_REQUIRE(owned.size() == 1u);
  BOOST_TEST(owned[0].alive);
  (void)backend->cancel("r.0.1");
  BOOST_REQUIRE(eventually([&] { return backend->cancel("r.0.1").value() == spi::CancelOutcome::done; }));
  BOOST_TEST(survivors_of(folder("r.0.1"), 0).empty());
  BOOST_CHECK(end_of("r.0.1").phase == Phase::cancelled);
}

BOOST_AUTO_TEST_CASE(a_killed_keeper_with_nothing_left_is_a_failure_in_words) {
  start("r.0.1", "sleep 1000");
  const pid_t keeper = keeper_pid("r.0.1");
  for (pid_t pid : survivors_of(folder("r.0.1"), 0)) ::kill(pid, SIGSTOP);
  ::kill(keeper, SIGKILL);
  for (pid_t pid : survivors_of(folder("r.0.1"), 0)) ::kill(pid, SIGKILL);
  const spi::TaskStatus end = end_of("r.0.1");
  BOOST_CHECK(end.phase == Phase::failed);
  BOOST_TEST(end.reason == "its keeper ended without an exit status");
}

BOOST_AUTO_TEST_CASE(a_strangers_pid_is_not_taken_for_the_keeper) {
  start("r.0.1", "sleep 1000");
  const pid_t keeper = keeper_pid("r.0.1");
  // As after pid reuse: the same number, another start time. cancel() must not signal it.
  const std::string file = folder("r.0.1") + "/keeper";
  Fields identity = decode(read_all(file));
  for (auto& [name, value] : identity) {
    if (name == "start_time") value = "1";
  }
  std::ofstream(file) << encode(identity);  // in place: the keeper's lock is on this very file
  ::kill(keeper, SIGSTOP);                  // a signal sent to it now stays pending and can be seen
  BOOST_CHECK(backend->cancel("r.0.1").value() == spi::CancelOutcome::accepted);
  BOOST_TEST(!is_pending(keeper, SIGTERM));
  ::kill(keeper, SIGTERM);
  BOOST_TEST(is_pending(keeper, SIGTERM));
  ::kill(keeper, SIGCONT);
  BOOST_CHECK(end_of("r.0.1").phase == Phase::cancelled);
}

BOOST_AUTO_TEST_CASE(an_order_of_another_boot_is_not_begun_again) {
  const std::string ran = dir / "ran";
  start("r.0.1", "echo x >> " + ran);
  end_of("r.0.1");
  // As after a loss of power that took the keeper's files but not the order.
  for (const char* name : {"/exit", "/keeper"}) std::filesystem::remove(folder("r.0.1") + name);
  Fields order = decode(read_all(folder("r.0.1") + "/task"));
  for (auto& [name, value] : order) {
    if (name == "boot_id") value = "another";
  }
  BOOST_REQUIRE(write_atomically(folder("r.0.1") + "/task", encode(order)));
  const spi::TaskStatus end = end_of("r.0.1");
  BOOST_CHECK(end.phase == Phase::failed);
  BOOST_TEST(end.reason == "the machine was restarted around its start");
  BOOST_TEST(read_all(ran) == "x\n");
}

BOOST_AUTO_TEST_CASE(the_daemon_is_called_when_a_task_ends) {
  std::mutex mutex;
  std::condition_variable called;
  std::set<std::string> keys;
  backend->set_wakeup([&](const std::string& key) {
    const std::lock_guard lock(mutex);
    keys.insert(key);
    called.notify_all();
  });
  for (int i = 0; i < 20; ++i) start("r." + std::to_string(i) + ".1", "true");
  std::unique_lock lock(mutex);
  BOOST_TEST(called.wait_for(lock, std::chrono::seconds(30), [&] { return keys.size() == 20; }));
  lock.unlock();
  backend->set_wakeup(nullptr);
}

BOOST_AUTO_TEST_CASE(many_tasks_leave_no_descriptors_and_no_zombies) {
  start("r.0.0", "true");
  end_of("r.0.0");
  const auto descriptors = [] {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) count += !entry.path().empty();
    return count;
  };
  const std::size_t before = descriptors();
  for (int i = 1; i <= 200; ++i) start("r." + std::to_string(i) + ".1", "true");
  for (int i = 1; i <= 200; ++i) BOOST_CHECK(end_of("r." + std::to_string(i) + ".1").phase == Phase::succeeded);
  BOOST_TEST(descriptors() == before);
  BOOST_REQUIRE(spawner_pid() != 0);
  BOOST_TEST(eventually([&] { return descendants_of(spawner_pid()).empty(); }));
  BOOST_TEST(lister()->list_owned().value().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::local
