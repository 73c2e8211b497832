// Several at once: leases, threads, programs, schemas.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "core/store/store_factory.h"
#include "tests/contract/store_fixture.h"

namespace aiep::test {

BOOST_FIXTURE_TEST_SUITE(store_shared_contract, StoreFixture)

BOOST_AUTO_TEST_CASE(many_threads_with_one_key_make_one_run) {
  const auto other = open_or_fail(harness->url());
  std::atomic<int> made = 0, failed = 0;
  std::vector<std::jthread> threads;
  std::vector<std::string> ids(16);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    threads.emplace_back([&, i] {
      spi::RunDetail d = sample_run("r" + std::to_string(i));
      d.run.key = "the one";
      const auto inserted = (i % 2 == 0 ? store : other)->insert_run(d, {sample_event(d.run.id)});
      if (!inserted) ++failed;
      if (inserted && !inserted->existed) ++made;
      if (inserted) ids[i] = inserted->id;
    });
  }
  threads.clear();
  BOOST_TEST(failed == 0);
  BOOST_TEST(made == 1);
  BOOST_TEST(std::set<std::string>(ids.begin(), ids.end()).size() == 1);
  BOOST_TEST(store->list_runs({}).value().items.size() == 1);
}

BOOST_AUTO_TEST_CASE(only_the_holder_of_the_lease_writes) {
  const auto other = open_or_fail(harness->url());
  const auto first = claim("a");
  spi::RunDetail d = insert("r1", first);
  // Live: the other gets a number, but not the run.
  const auto second = other->claim_runs("b", kNoon + Millis(999), kNoon + Millis(1500));
  BOOST_REQUIRE(second.has_value());
  BOOST_TEST(*second > first);
  BOOST_TEST(get("r1").run.lease_epoch == first);
  d.run.state = State::running;
  check_kind(other->apply({*second, {d.run}, {}, {}, {sample_event("r1")}}), ErrorKind::failed_precondition);
  // Over: the other takes it when it renews, under the number that it has.
  BOOST_TEST(other->claim_runs("b", kNoon + Millis(1000), kNoon + Millis(2000)).value() == *second);
  BOOST_TEST(get("r1").run.lease_epoch == *second);
  check_kind(store->apply({first, {d.run}, {}, {}, {sample_event("r1")}}), ErrorKind::failed_precondition);
  check_kind(store->apply({first, {}, {d.tasks[0]}, {}, {}}), ErrorKind::failed_precondition);
  check_kind(store->apply({first, {}, {}, {sample_attempt("r1", "n0")}, {}}), ErrorKind::failed_precondition);
  BOOST_TEST(event_count("r1") == 1);
  BOOST_REQUIRE(other->apply({*second, {d.run}, {}, {}, {}}));
  // Too late to renew: a new number, never an old one.
  BOOST_TEST(claim("a", kNoon + Millis(1001)) > *second);
}

BOOST_AUTO_TEST_CASE(a_renewed_lease_keeps_its_number_and_takes_what_is_free) {
  const auto epoch = claim("a");
  insert("r1", epoch);
  insert("free", 0);
  BOOST_TEST(claim("a", kNoon + Millis(500)) == epoch);
  BOOST_TEST(get("free").run.lease_epoch == epoch);
  const auto b = claim("b", kNoon + Millis(1200));
  BOOST_TEST(get("r1").run.lease_epoch == epoch);
  insert("r2", b);
  BOOST_TEST(claim("a", kNoon + Millis(1300)) == epoch);
  BOOST_TEST(get("r2").run.lease_epoch == b);
  BOOST_TEST((store->open_runs().value() == std::vector<std::string>{"free", "r1", "r2"}));
}

BOOST_AUTO_TEST_CASE(a_run_with_a_place_waits_for_the_owner_of_that_name) {
  spi::RunDetail d = sample_run("here");
  d.run.lease_epoch = claim("a");
  d.run.place = "a";
  BOOST_REQUIRE(store->insert_run(d, {}).has_value());
  const auto b = claim("b", kNoon + Millis(5000));
  BOOST_TEST(get("here").run.lease_epoch != b);
  BOOST_TEST(get("here").run.place == "a");
  const auto again = claim("a", kNoon + Millis(9000));
  BOOST_TEST(get("here").run.lease_epoch == again);
}

BOOST_AUTO_TEST_CASE(a_finished_run_is_not_claimed) {
  const auto epoch = claim("a");
  spi::RunDetail d = insert("r1", epoch);
  d.run.state = State::failed;
  BOOST_REQUIRE(store->apply({epoch, {d.run}, {}, {}, {}}));
  BOOST_TEST(store->open_runs()->empty());
  claim("b", kNoon + Millis(5000));
  BOOST_TEST(get("r1").run.lease_epoch == epoch);
}

BOOST_AUTO_TEST_CASE(claims_at_once_get_different_numbers) {
  const auto other = open_or_fail(harness->url());
  std::vector<std::int64_t> epochs(12, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      threads.emplace_back([&, i] {
        const auto epoch =
            (i % 2 == 0 ? store : other)->claim_runs("owner" + std::to_string(i), kNoon, kNoon + Millis(1000));
        if (epoch) epochs[i] = *epoch;
      });
    }
  }
  BOOST_TEST(std::set<std::int64_t>(epochs.begin(), epochs.end()).size() == epochs.size());
  BOOST_TEST(*std::min_element(epochs.begin(), epochs.end()) == 1);
}

BOOST_AUTO_TEST_CASE(a_final_state_is_written_once) {
  const auto epoch = claim();
  spi::RunDetail d = insert("r1", epoch);
  d.run.state = State::failed;
  d.tasks[0].state = State::failed;
  AttemptRecord attempt = sample_attempt("r1", "n0");
  attempt.state = State::failed;
  BOOST_REQUIRE(store->apply({epoch, {d.run}, {d.tasks[0]}, {attempt}, {}}));
  BOOST_REQUIRE(store->apply({epoch, {d.run}, {d.tasks[0]}, {attempt}, {}}));
  for (const State to : {State::succeeded, State::running, State::queued}) {
    d.run.state = d.tasks[0].state = attempt.state = to;
    check_kind(store->apply({epoch, {d.run}, {}, {}, {}}), ErrorKind::failed_precondition);
    check_kind(store->apply({epoch, {}, {d.tasks[0]}, {}, {}}), ErrorKind::failed_precondition);
    check_kind(store->apply({epoch, {}, {}, {attempt}, {}}), ErrorKind::failed_precondition);
  }
  // Another run's rerun opens nothing here; neither does a rerun open to anything but queued.
  d.run.state = d.tasks[0].state = State::queued;
  check_kind(store->apply({epoch, {d.run}, {}, {}, {sample_event("r2", "rerun")}}), ErrorKind::failed_precondition);
  d.run.state = State::running;
  check_kind(store->apply({epoch, {d.run}, {}, {}, {sample_event("r1", "rerun")}}), ErrorKind::failed_precondition);
  d.run.state = State::queued;
  BOOST_REQUIRE(store->apply({epoch, {d.run}, {d.tasks[0]}, {}, {sample_event("r1", "rerun")}}));
  BOOST_TEST((get("r1").run.state == State::queued));
  BOOST_TEST((get("r1").tasks[0].state == State::queued));
  BOOST_TEST(store->open_runs()->size() == 1);
}

BOOST_AUTO_TEST_CASE(five_thousand_tasks_go_in_at_once) {
  insert("big", 0, 5000);
  const spi::RunDetail got = get("big");
  BOOST_REQUIRE_EQUAL(got.tasks.size(), 5000);
  BOOST_TEST(got.tasks[4999].title == "节点 4999");
  BOOST_TEST(got.tasks[4999].needs.at(0) == "n4998");
}

BOOST_AUTO_TEST_CASE(a_newer_schema_is_refused) {
  harness->raw()->run("INSERT INTO schema_version (version) VALUES (4711)");
  const auto again = store::open_store(harness->url());
  check_kind(again, ErrorKind::failed_precondition);
  BOOST_TEST(again.error().message().find("4711") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_database_of_another_program_is_left_alone) {
  const auto other = make_store_harness();
  other->raw()->run("CREATE TABLE cats (name INTEGER)");
  check_kind(store::open_store(other->url()), ErrorKind::failed_precondition);
  BOOST_TEST(other->raw()->number("SELECT count(*) FROM cats").value() == 0);
}

BOOST_AUTO_TEST_CASE(programs_that_open_an_empty_database_at_once_all_succeed) {
  const auto fresh = make_store_harness();
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = ::fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
      auto opened = store::open_store(fresh->url());
      const bool works = opened && (*opened)->insert_run(sample_run("r" + std::to_string(i)), {}).has_value();
      ::_exit(works ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    BOOST_REQUIRE_EQUAL(::waitpid(child, &status, 0), child);
    BOOST_TEST(status == 0);
  }
  BOOST_TEST(open_or_fail(fresh->url())->list_runs({}).value().items.size() == 4);
}

BOOST_AUTO_TEST_CASE(writers_at_once_lose_nothing) {
  const auto epoch = claim();
  for (int i = 0; i < 4; ++i) insert("r" + std::to_string(i), epoch, 20);
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        // Neighbours in opposite order, so that row locks cross.
        const std::string mine = "r" + std::to_string(i), next = "r" + std::to_string((i + 1) % 4);
        for (int k = 0; k < 20; ++k) {
          spi::RunDetail a = sample_run(mine, 20), b = sample_run(next, 20);
          a.tasks[0].reason = b.tasks[1].reason = std::to_string(k);
          if (!store->apply({epoch, {a.run, b.run}, {a.tasks[0], b.tasks[1]}, {}, {sample_event(mine)}})) ++failed;
        }
      });
    }
  }
  BOOST_TEST(failed == 0);
  for (int i = 0; i < 4; ++i) BOOST_TEST(event_count("r" + std::to_string(i)) == 21);
}

BOOST_AUTO_TEST_CASE(a_sound_database_says_so) {
  insert("r1", 0);
  BOOST_TEST(store->check_integrity().has_value());
  BOOST_TEST(store->describe().value().find("schema 3") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
