// Two engines on one store whose clocks differ: the one that was replaced does not know it, and writes nothing.
#include <boost/test/unit_test.hpp>
#include <mutex>

#include "core/store/store_factory.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/engine/engine_rig.h"

namespace {

using namespace aiep;
using namespace aiep::engine;
using namespace aiep::test;

constexpr Millis kLease{60'000};

struct Server {
  std::shared_ptr<ManualClock> clock;
  std::shared_ptr<spi::Registry> registry = std::make_shared<spi::Registry>();
  std::shared_ptr<spi::Store> store;
  std::unique_ptr<Engine> engine;
  std::mutex mutex;
  std::vector<std::string> told;

  Server(const std::string& name, const std::string& url, const std::shared_ptr<ScriptedBackend>& backend, Millis ahead)
      : clock(std::make_shared<ManualClock>(kStart + ahead)) {
    BOOST_REQUIRE(registry->add(std::make_shared<ShellType>()).has_value());
    BOOST_REQUIRE(registry->add_backend("local", backend).has_value());
    store = store::open_store(url).value();
    ServiceOptions options;
    options.owner = name;
    options.lease = kLease;
    options.tell = [this](const char* event, const std::string& run, const std::string&) {
      const std::lock_guard lock(mutex);
      told.push_back(event + (run.empty() ? "" : " " + run));
    };
    engine = make_engine(options, store, registry, clock);
    BOOST_REQUIRE(engine->start().has_value());
  }
  ~Server() { engine->stop(); }

  bool was_told(const std::string& what) {
    const std::lock_guard lock(mutex);
    return std::find(told.begin(), told.end(), what) != told.end();
  }
  template <class Condition>
  void until(Condition condition, const char* what) {
    for (int i = 0; i < 1'000 && !condition(); ++i) {
      clock->advance(Millis(10));
      engine->wake();
      (void)engine->wait_events("none", 0, Millis(10));
    }
    BOOST_REQUIRE_MESSAGE(condition(), what);
  }
};

RunRequest request() {
  RunRequest request;
  request.source.emplace();
  request.source->source.format = SourceFormat::yaml;
  request.source->source.text = EngineRig::yaml(kChain);
  request.source->owner = request.submitter = "lena";
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(engine_fencing)

BOOST_AUTO_TEST_CASE(who_was_replaced_without_knowing_it_writes_nothing_and_says_so) {
  const TempDir dir;
  const std::string url = "sqlite://" + (dir / "aiep.db");
  const auto backend = std::make_shared<ScriptedBackend>();
  Server first("first", url, backend, Millis(0));
  const std::string id = first.engine->start_run(request(), nullptr)->id;
  first.until([&] { return backend->created("a") == 1; }, "the first one runs it");
  Server second("second", url, backend, kLease + Millis(1'000));
  const std::size_t before = second.store->events(id, 0, 0)->size();
  backend->end("a", spi::Phase::succeeded);  // wakes the second one only
  second.until([&] { return backend->created("b") == 1; }, "the second one goes on with it");
  first.until([&] { return first.was_told("write-refused"); }, "the first one sees the end, too");
  BOOST_TEST(first.was_told("run-dropped " + id));
  BOOST_TEST(first.engine->open_run_count() == 0);
  BOOST_TEST(!first.was_told("lease-over"));  // by its own clock it never was
  backend->end("b", spi::Phase::succeeded);
  second.until([&] { return second.store->get_run(id)->run.state == State::succeeded; }, "the end");
  std::map<std::string, int> times;
  const auto events = second.store->events(id, 0, 0).value();
  BOOST_TEST(events.size() > before);
  for (const EventRecord& event : events) ++times[event.node + ":" + event.to];
  for (const auto& [what, count] : times) BOOST_TEST(count == 1, what << " was written " << count << " times");
  BOOST_TEST(backend->created("b") == 1);
  const std::string violations = audit_store(*second.store);
  BOOST_TEST(violations.empty(), violations);
}

BOOST_AUTO_TEST_SUITE_END()
