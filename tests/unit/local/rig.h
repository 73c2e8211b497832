/// Real processes through the real aiep-node. Waiting is polling of a condition with a bound.
#pragma once

#include <signal.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "adapters/local/local_backend.h"
#include "adapters/local/processes.h"
#include "adapters/local/record.h"
#include "tests/support/temp_dir.h"

namespace aiep::local {

using spi::Phase;

template <class Condition>
bool eventually(Condition condition, int seconds = 30) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

struct Rig {
  test::TempDir dir;
  std::string workspace = dir / "ws";
  std::shared_ptr<spi::Backend> backend;

  Rig() { boot(); }
  ~Rig() {
    try {
      const std::vector<spi::OwnedTask> owned = lister()->list_owned().value();
      for (const spi::OwnedTask& task : owned) (void)backend->cancel(task.handle);
      eventually([&] { return lister()->list_owned().value().empty(); });
      kill_spawner();
    } catch (const std::exception& e) {
      std::fprintf(stderr, "could not clean up: %s\n", e.what());
    }
  }
  void boot(Millis grace = Millis(200)) {
    backend.reset();
    backend = make_local_backend({workspace, AIEP_BINARY_DIR "/bin/aiep-node", 0, grace});
  }
  spi::OwnedLister* lister() const { return dynamic_cast<spi::OwnedLister*>(backend.get()); }
  spi::LogSource* logs() const { return dynamic_cast<spi::LogSource*>(backend.get()); }

  spi::TaskRequest request(const std::string& key, const std::string& command) const {
    spi::TaskRequest request;
    request.key = key;
    request.run_id = "r";
    request.spec.title = "t";
    request.spec.command = command;
    request.work_dir = workspace + "/runs/" + key;
    return request;
  }
  std::string start(const std::string& key, const std::string& command) {
    auto handle = backend->create(request(key, command));
    if (!handle) BOOST_FAIL(handle.error().message());
    BOOST_REQUIRE_MESSAGE(eventually([&] { return status(key).phase != Phase::pending; }), "task did not begin");
    return *handle;
  }
  spi::TaskStatus status(const std::string& key) { return backend->get(key).value(); }
  spi::TaskStatus end_of(const std::string& key) {
    const auto over = [&] {
      const Phase phase = status(key).phase;
      return phase == Phase::succeeded || phase == Phase::failed || phase == Phase::cancelled;
    };
    BOOST_REQUIRE_MESSAGE(eventually(over), "task did not end");
    return status(key);
  }
  std::string log(const std::string& key) { return logs()->read_log(key, 0, 1 << 20).value().text; }
  std::string folder(const std::string& key) const { return workspace + "/runs/" + key; }
  bool has(const std::string& path) const { return exists(path); }

  pid_t spawner_pid() const {
    for (pid_t pid : descendants_of(1)) {
      if (read_all("/proc/" + std::to_string(pid) + "/cmdline").find(workspace) == std::string::npos) continue;
      const std::string command = read_all("/proc/" + std::to_string(pid) + "/cmdline");
      if (command.find("keep") != std::string::npos && !is_keeper(pid)) return pid;
    }
    return 0;
  }
  bool is_keeper(pid_t pid) const {
    for (const auto& entry : std::filesystem::directory_iterator(workspace + "/local/claims")) {
      const Fields keeper = decode(read_all(folder(entry.path().filename()) + "/keeper"));
      if (field(keeper, "pid") == std::to_string(pid)) return true;
    }
    return false;
  }
  /// Never 0, which kill() takes for everybody.
  pid_t keeper_pid(const std::string& key) const {
    const auto record = [&] { return decode_keeper(read_all(folder(key) + "/keeper")); };
    BOOST_REQUIRE(eventually([&] { return record().whole(); }));
    return record().identity.pid;
  }
  void kill_spawner() const {
    if (const pid_t pid = spawner_pid()) ::kill(pid, SIGKILL);
  }
};

}  // namespace aiep::local
