/// The engine whole, on a store, a backend and a clock under the test's thumb.
#pragma once

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>

#include "core/engine/service.h"
#include "tests/support/audit_store.h"
#include "tests/support/memory_store.h"
#include "tests/support/scripted_backend.h"
#include "tests/support/shell_type.h"

namespace aiep::test {

using namespace aiep::engine;

inline constexpr TimePoint kStart{Millis(1'709'222'400'000)};  // 2024-02-29T16:00:00Z

/// Boots an engine; at its end the audit of what the store holds must find nothing.
struct EngineRig {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(kStart);
  std::shared_ptr<MemoryStore> store = std::make_shared<MemoryStore>();
  std::shared_ptr<ScriptedBackend> backend = std::make_shared<ScriptedBackend>();
  std::shared_ptr<spi::Registry> registry;
  std::unique_ptr<Engine> engine;

  EngineRig() { boot(); }
  ~EngineRig() {
    if (engine) engine->stop();
    const std::string violations = audit_store(*store);
    BOOST_TEST(violations.empty(), violations);
  }

  void boot() {
    registry = std::make_shared<spi::Registry>();
    BOOST_REQUIRE(registry->add(std::make_shared<ShellType>()).has_value());
    BOOST_REQUIRE(registry->add_backend("local", backend).has_value());
    ServiceOptions options;
    options.workspace = "/nowhere";
    options.owner = "test";
    engine = make_engine(options, store, registry, clock);
    BOOST_REQUIRE(engine->start().has_value());
  }
  void restart() {
    engine->stop();
    engine.reset();
    boot();
  }

  static std::string yaml(const std::string& nodes, const std::string& head = "") {
    return "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: t}\n" + head + "nodes:\n" + nodes;
  }
  RunRequest request(const std::string& text) const {
    RunRequest request;
    ImportRequest source;
    source.source.format = SourceFormat::yaml;
    source.source.text = text;
    source.owner = "lena";
    request.source = source;
    request.submitter = "lena";
    return request;
  }
  std::string run(const RunRequest& what) {
    std::vector<flow::Problem> problems;
    auto accepted = engine->start_run(what, &problems);
    if (!accepted) BOOST_FAIL(accepted.error().message());
    return accepted->id;
  }
  State node(const std::string& run_id, const std::string& title) {
    const spi::RunDetail detail = store->get_run(run_id).value();  // named: the loop must not outlive it
    for (const TaskRecord& task : detail.tasks) {
      if (task.title == title) return task.state;
    }
    throw std::out_of_range(title);
  }
  /// Waits until `condition` holds, woken by each event of the run.
  template <class Condition>
  void until(const std::string& run_id, Condition condition, const char* what) {
    std::int64_t seen = 0;
    for (int i = 0; i < 2'000 && !condition(); ++i) {
      auto events = engine->wait_events(run_id, seen, Millis(10));
      if (events && !events->empty()) seen = events->back().seq;
    }
    BOOST_REQUIRE_MESSAGE(condition(), what);
  }
  void until_node(const std::string& run_id, const std::string& title, State state) {
    until(
        run_id, [&] { return node(run_id, title) == state; }, to_string(state));
  }
  void until_run(const std::string& run_id, State state) {
    until(
        run_id, [&] { return store->get_run(run_id)->run.state == state; }, to_string(state));
  }
  void pass(Millis time) {
    clock->advance(time);
    engine->wake();
  }
  /// In steps, so that what is due in between is done; gives up early when `until` holds.
  template <class Condition>
  void pass_in_steps(Millis time, Millis step, Condition until) {
    for (Millis gone{0}; gone < time && !until(); gone += step) {
      pass(step);
      (void)engine->wait_events("none", 1'000'000, Millis(10));
    }
  }
};

inline const std::string kOne = "  - {title: a, type: command, with: {run: 'true'}}\n";
inline const std::string kChain = kOne + "  - {title: b, type: command, needs: [a], with: {run: 'true'}}\n";

inline Error error_of(ErrorKind kind) { return Error{kind, Code{1}, {"scripted"}, {}}; }

}  // namespace aiep::test
