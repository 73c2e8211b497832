/// An engine on a real store, a backend under the test's thumb, and a watch that sweeps when told.
#pragma once

#include <boost/test/unit_test.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/outer_watch.h"
#include "core/engine/service.h"
#include "core/store/store_factory.h"
#include "tests/support/audit_store.h"
#include "tests/support/scripted_backend.h"
#include "tests/support/shell_type.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {

/// Says what it is told, and counts how often it is asked.
class ScriptedHost final : public spi::Host {
 public:
  std::string system() const override { return "azkaban"; }
  Result<spi::OuterExecution> who_am_i(const spi::Environment&, const std::string&) const override {
    return spi::OuterExecution{};
  }
  Result<spi::OuterSaid> said(const OuterIdentity&) override {
    ++asked;
    return answer;
  }
  Status report(const std::map<std::string, std::string>&) override { return {}; }
  int exit_code(const spi::RunOutcome&) const override { return 0; }
  Millis patience() const override { return Millis(0); }

  spi::OuterSaid answer = spi::OuterSaid::unknown;
  int asked = 0;
};

struct OuterRig {
  TempDir dir;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(TimePoint(Millis(1'709'222'400'000)));
  std::shared_ptr<spi::Store> store;
  std::shared_ptr<ScriptedBackend> backend = std::make_shared<ScriptedBackend>();
  std::shared_ptr<ScriptedHost> host = std::make_shared<ScriptedHost>();
  std::shared_ptr<spi::Registry> registry;
  std::unique_ptr<engine::Engine> engine;
  std::unique_ptr<engine::OuterWatch> watch;

  OuterRig() {
    auto opened = store::open_store("sqlite://" + (dir / "aiep.db"));
    BOOST_REQUIRE(opened.has_value());
    store = *opened;
    boot();
  }
  ~OuterRig() {
    engine->stop();
    const std::string violations = audit_store(*store);
    BOOST_TEST(violations.empty(), violations);
  }

  void boot() {
    registry = std::make_shared<spi::Registry>();
    BOOST_REQUIRE(registry->add(std::make_shared<ShellType>()).has_value());
    BOOST_REQUIRE(registry->add_backend("local", backend).has_value());
    BOOST_REQUIRE(registry->add_host(host).has_value());
    engine::ServiceOptions options;
    options.workspace = dir.path();
    options.owner = "test";
    options.lease = Millis(86'400'000);
    options.outer_sweep = Millis(0);
    engine = engine::make_engine(options, store, registry, clock);
    BOOST_REQUIRE(engine->start().has_value());
    const auto stop = [this](const std::string& run, const std::string& actor, const std::string& reason) {
      return engine->stop_run(run, actor, reason);
    };
    watch = std::make_unique<engine::OuterWatch>(outers(), *registry, *clock, stop, Millis(0));
    watch->sweep();
  }
  void restart() {
    watch.reset();
    engine->stop();
    engine.reset();
    boot();
  }
  spi::OuterStore& outers() { return dynamic_cast<spi::OuterStore&>(*store); }

  static OuterIdentity who(int attempt) { return {"azkaban", "p", "f", "17", "train", attempt}; }
  engine::OuterAttach request(int attempt, const std::string& agent) const {
    engine::OuterAttach attach;
    attach.identity = who(attempt);
    attach.agent = agent;
    engine::ImportRequest source;
    source.source.format = SourceFormat::yaml;
    source.source.text =
        "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: t}\nnodes:\n"
        "  - {title: a, type: command, with: {run: 'true'}}\n"
        "  - {title: b, type: command, needs: [a], with: {run: 'true'}}\n";
    source.owner = "lena";
    attach.run.source = source;
    attach.run.submitter = "lena";
    return attach;
  }
  engine::OuterAttached attach(const engine::OuterAttach& what) {
    auto attached = engine->attach(what, nullptr);
    if (!attached) BOOST_FAIL(attached.error().message());
    return *attached;
  }
  engine::OuterAttached attach(int attempt, const std::string& agent) { return attach(request(attempt, agent)); }

  RunRecord run(const std::string& id) {
    auto detail = store->get_run(id);
    BOOST_REQUIRE(detail.has_value());
    return detail->run;
  }
  /// Waits until `condition` holds, woken by each event of the run. Time goes by meanwhile, because
  /// what finds the lane busy is tried again a little later.
  template <class Condition>
  void until(const std::string& run_id, Condition condition, const std::string& what) {
    std::int64_t seen = 0;
    for (int i = 0; i < 2'000 && !condition(); ++i) {
      clock->advance(Millis(10));
      auto events = engine->wait_events(run_id, seen, Millis(10));
      if (events && !events->empty()) seen = events->back().seq;
    }
    BOOST_REQUIRE_MESSAGE(condition(), what);
  }
  void until_run(const std::string& id, State state) {
    until(
        id, [&] { return run(id).state == state; }, to_string(state));
  }
  void until_created(const std::string& id, const std::string& title, int times) {
    until(
        id, [&] { return backend->created(title) == times; }, title + " created");
  }
  /// Ends the run that waits in its first node (or its second, when the first is taken over).
  void end(const std::string& id, State state) {
    if (backend->created("a") + backend->created("b") == 0) until_created(id, "a", 1);
    if (state == State::succeeded) {
      backend->end("a", spi::Phase::succeeded);
      until_created(id, "b", 1);
      backend->end("b", spi::Phase::succeeded);
    } else if (state == State::failed) {
      backend->end("a", spi::Phase::succeeded);
      until_created(id, "b", 1);
      backend->end("b", spi::Phase::failed, "exit code 3");
    } else {
      BOOST_REQUIRE(engine->stop_run(id, "vera", "").has_value());
    }
    until_run(id, state);
  }
  int count(const std::string& run_id, const std::string& event) {
    int found = 0;
    const auto events = store->events(run_id, 0, 0).value();
    for (const EventRecord& e : events) found += e.event == event ? 1 : 0;
    return found;
  }
  std::string reason_of(const std::string& run_id, const std::string& event) {
    const auto events = store->events(run_id, 0, 0).value();
    for (const EventRecord& e : events) {
      if (e.event == event) return e.reason;
    }
    return "";
  }
  /// Time goes by in steps as short as the real watch's.
  void pass(Millis time) {
    for (Millis gone{0}; gone < time; gone += Millis(1'000)) {
      clock->advance(Millis(1'000));
      watch->sweep();
    }
  }
};

}  // namespace aiep::test
