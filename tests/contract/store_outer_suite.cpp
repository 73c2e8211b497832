// Outer executions: one live run each, by the database's own rule; leases by agent and attempt; and
// what the store promises around them (fence by the lease's row, events written once, the upgrade).
#include <atomic>
#include <thread>

#include "core/base/messages/engine.h"
#include "core/base/messages/store.h"
#include "core/spi/outer_store.h"
#include "core/store/schema.h"
#include "tests/contract/store_fixture.h"

namespace aiep::test {

namespace {

OuterIdentity sample_identity(int attempt = 1) { return {"azkaban", "流失 'p'", "f", "16777217", "train", attempt}; }

struct OuterFixture : StoreFixture {
  spi::OuterStore& outers = dynamic_cast<spi::OuterStore&>(*store);
  const std::string key = outer_key(sample_identity());

  static spi::OuterClaim claim_of(int attempt, const std::string& agent) {
    return {sample_identity(attempt), "http://a/1",     agent, LostPolicy::keep, RetryPolicy::new_run,
            Millis(30'000),           kNoon + Millis(1)};
  }
  spi::OuterView attach(int attempt, const std::string& agent) {
    auto view = outers.claim_outer(claim_of(attempt, agent));
    BOOST_REQUIRE(view.has_value());
    return *view;
  }
  spi::RunDetail outer_run(const std::string& id, int number, int attempt = 1) const {
    spi::RunDetail d = sample_run(id);
    d.run.key = "outer:" + key + ":" + std::to_string(number);
    d.run.outer_key = key;
    d.run.outer_attempt = attempt;
    return d;
  }
  OuterRecord row() {
    auto claimed = store->get_run("r1");
    BOOST_REQUIRE(claimed.has_value() && claimed->outer.has_value());
    return *claimed->outer;
  }
  void end(spi::RunDetail d, State state, std::int64_t epoch) {
    d.run.state = state;
    BOOST_REQUIRE(store->apply({epoch, {d.run}, {}, {}, {}}));
  }
};

template <class T>
void check_code(const Result<T>& result, Code code) {
  BOOST_REQUIRE(!result.has_value());
  BOOST_TEST(to_string(result.error().code) == to_string(code));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(store_outer_contract, OuterFixture)

BOOST_AUTO_TEST_CASE(an_outer_execution_comes_back_as_it_went_in) {
  const OuterRecord first = attach(3, "agent-a").outer;
  BOOST_TEST(first.run_id == "");
  BOOST_TEST(first.run_number == 0);
  BOOST_TEST(first.renewals == 1);
  spi::RunDetail d = outer_run("r1", 1, 3);
  d.outer = OuterRecord{};
  d.outer->on_lost = LostPolicy::keep_and_adopt;
  BOOST_REQUIRE(store->insert_run(d, {}).has_value());
  const spi::RunDetail got = get("r1");
  BOOST_TEST(got.run.outer_key == key);
  BOOST_TEST(got.run.outer_attempt == 3);
  const OuterRecord o = row();
  BOOST_TEST(o.key == key);
  BOOST_TEST((o.identity.system + o.identity.project + o.identity.flow + o.identity.execution + o.identity.job) ==
             "azkaban流失 'p'f16777217train");
  BOOST_TEST(o.identity.attempt == 3);
  BOOST_TEST(o.link == "http://a/1");
  BOOST_TEST(o.run_id == "r1");
  BOOST_TEST(o.run_number == 1);
  BOOST_TEST((o.on_lost == LostPolicy::keep_and_adopt));
  BOOST_TEST((o.on_retry == RetryPolicy::retry_from_failed));
  BOOST_TEST(o.agent == "agent-a");
  BOOST_TEST((o.lease == Millis(30'000)));
  BOOST_TEST((o.created_at == kNoon + Millis(1)));
  BOOST_TEST(!o.cancel_requested_at.has_value());
  BOOST_TEST(!o.lost_at.has_value());
  insert("plain", 0);
  BOOST_TEST(!get("plain").outer.has_value());
}

BOOST_AUTO_TEST_CASE(the_database_refuses_a_second_live_run_of_one_execution) {
  const auto epoch = claim();
  attach(1, "a");
  spi::RunDetail first = outer_run("r1", 1), second = outer_run("r2", 2);
  first.run.lease_epoch = second.run.lease_epoch = epoch;
  BOOST_REQUIRE(store->insert_run(first, {}).has_value());
  check_code(store->insert_run(second, {sample_event("r2")}), messages::kStoreRefused);
  check_kind(store->get_run("r2"), ErrorKind::not_found);
  BOOST_TEST(event_count("r2") == 0);
  BOOST_TEST(row().run_id == "r1");
  BOOST_TEST(row().run_number == 1);
  // Behind the store's back it is refused as well: the rule is the database's.
  BOOST_TEST(harness->raw()->number("SELECT count(*) FROM runs WHERE live_outer_key = ?", {key}).value() == 1);
  for (const State open : {State::running, State::cancelling, State::unknown}) {
    end(first, open, epoch);
    check_code(store->insert_run(second, {}), messages::kStoreRefused);
  }
  end(first, State::failed, epoch);
  BOOST_REQUIRE(store->insert_run(second, {}).has_value());
  BOOST_TEST(row().run_id == "r2");
  BOOST_TEST(row().run_number == 2);
}

BOOST_AUTO_TEST_CASE(a_cancelled_attempt_gets_no_run) {
  auto tombstone = outers.cancel_outer(sample_identity(1), kNoon, "vera", "killed");
  BOOST_REQUIRE(tombstone.has_value());
  BOOST_TEST(!tombstone->run.has_value());
  // The first word stays.
  BOOST_TEST(outers.cancel_outer(sample_identity(1), kNoon + Millis(9), "other", "x")->outer.cancel_actor == "vera");
  attach(1, "a");
  check_code(store->insert_run(outer_run("r1", 1), {}), messages::kOuterCancelled);
  check_kind(store->get_run("r1"), ErrorKind::not_found);
  attach(2, "b");
  check_code(store->insert_run(outer_run("r1", 1), {}), messages::kOuterCancelled);
  BOOST_REQUIRE(store->insert_run(outer_run("r1", 1, 2), {}).has_value());
  BOOST_TEST(row().cancel_reason == "killed");
  check_kind(store->insert_run(
                 [&] {
                   spi::RunDetail stray = sample_run("r9");
                   stray.run.outer_key = std::string(64, '0');
                   return stray;
                 }(),
                 {}),
             ErrorKind::not_found);
}

BOOST_AUTO_TEST_CASE(the_newest_agent_of_the_newest_attempt_holds_the_lease) {
  check_code(outers.renew_outer(sample_identity(1), "a"), messages::kOuterNotFound);
  attach(1, "a");
  BOOST_TEST(outers.renew_outer(sample_identity(1), "a")->outer.renewals == 2);
  attach(1, "b");
  check_code(outers.renew_outer(sample_identity(1), "a"), messages::kOuterSuperseded);
  check_code(outers.release_outer(sample_identity(1), "a"), messages::kOuterSuperseded);
  attach(2, "c");
  check_code(outers.claim_outer(claim_of(1, "b")), messages::kOuterOlder);
  check_code(outers.renew_outer(sample_identity(1), "c"), messages::kOuterSuperseded);
  BOOST_TEST(outers.renew_outer(sample_identity(2), "c").has_value());
  BOOST_TEST(outers.release_outer(sample_identity(2), "c").has_value());
  BOOST_TEST(outers.release_outer(sample_identity(2), "c").has_value());
  check_code(outers.renew_outer(sample_identity(2), "c"), messages::kOuterSuperseded);
}

BOOST_AUTO_TEST_CASE(a_run_is_taken_over_by_the_holder_only) {
  attach(1, "a");
  BOOST_REQUIRE(store->insert_run(outer_run("r1", 1), {}).has_value());
  attach(2, "b");
  const EventRecord event = sample_event("r1", "outer-adopted");
  check_code(outers.take_over_run({key, "a", "r1", 1, {}, {}}, event), messages::kOuterSuperseded);
  BOOST_TEST(!outers.take_over_run({key, "b", "r0", 2, {}, {}}, event).value());
  BOOST_TEST(event_count("r1") == 0);
  BOOST_TEST(outers.take_over_run({key, "b", "r1", 2, LostPolicy::cancel, {}}, event).value());
  BOOST_TEST(event_count("r1") == 1);
  BOOST_TEST(get("r1").run.outer_attempt == 2);
  BOOST_TEST((row().on_lost == LostPolicy::cancel));
  // A run whose owner was cancelled is on its way out: nobody takes it.
  attach(3, "c");
  BOOST_REQUIRE(outers.cancel_outer(sample_identity(2), kNoon, "vera", "").has_value());
  BOOST_TEST(!outers.take_over_run({key, "c", "r1", 3, {}, {}}, event).value());
}

BOOST_AUTO_TEST_CASE(a_cancel_is_not_older_than_the_run_that_it_meets) {
  attach(1, "a");
  const spi::RunDetail run = outer_run("r1", 1);
  BOOST_REQUIRE(store->insert_run(run, {}).has_value());
  // Its time was read before the run was made, and it came to write after.
  const auto met = outers.cancel_outer(sample_identity(1), run.run.created_at - Millis(8), "vera", "");
  BOOST_REQUIRE(met.has_value());
  BOOST_TEST((met->outer.cancel_requested_at == run.run.created_at));
}

BOOST_AUTO_TEST_CASE(an_owner_is_lost_once_per_silence) {
  attach(1, "a");
  BOOST_REQUIRE(store->insert_run(outer_run("r1", 1), {}).has_value());
  const EventRecord event = sample_event("r1", "owner-lost");
  BOOST_TEST(!outers.lose_outer({key, "a", 7, kNoon, true, "w", "r"}, event).value());
  BOOST_TEST(!outers.lose_outer({key, "b", 1, kNoon, true, "w", "r"}, event).value());
  BOOST_TEST(!row().lost_at.has_value());
  BOOST_TEST(outers.watched_outers()->size() == 1);
  BOOST_TEST(outers.lose_outer({key, "a", 1, kNoon, false, "w", "r"}, event).value());
  BOOST_TEST(!outers.lose_outer({key, "a", 1, kNoon, false, "w", "r"}, event).value());
  BOOST_TEST(event_count("r1") == 1);
  BOOST_TEST(!row().is_cancelled(1));
  BOOST_TEST(outers.renew_outer(sample_identity(1), "a").has_value());
  BOOST_TEST(!row().lost_at.has_value());
  BOOST_TEST(outers.lose_outer({key, "a", 2, kNoon, true, "w", "r"}, event).value());
  BOOST_TEST(row().is_cancelled(1));
  BOOST_TEST(!row().is_cancelled(2));
}

BOOST_AUTO_TEST_CASE(watched_are_open_runs_and_held_leases) {
  const auto epoch = claim();
  BOOST_TEST(outers.watched_outers()->empty());
  attach(1, "a");
  BOOST_TEST(outers.watched_outers()->size() == 1);
  spi::RunDetail d = outer_run("r1", 1);
  d.run.lease_epoch = epoch;
  BOOST_REQUIRE(store->insert_run(d, {}).has_value());
  BOOST_REQUIRE(outers.release_outer(sample_identity(1), "a").has_value());
  const auto open = outers.watched_outers();
  BOOST_REQUIRE_EQUAL(open->size(), 1);
  BOOST_TEST(open->front().run->id == "r1");
  end(d, State::succeeded, epoch);
  BOOST_TEST(outers.watched_outers()->empty());
}

BOOST_AUTO_TEST_CASE(twenty_that_attach_at_once_make_one_row_and_one_run) {
  const auto other = open_or_fail(harness->url());
  std::atomic<int> made = 0, failed = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 20; ++i) {
      threads.emplace_back([&, i] {
        spi::Store& mine = i % 2 == 0 ? *store : *other;
        auto& rows = dynamic_cast<spi::OuterStore&>(mine);
        const auto view = rows.claim_outer(claim_of(1, "agent" + std::to_string(i)));
        const auto inserted = mine.insert_run(outer_run("r" + std::to_string(i), 1), {});
        if (!view || !inserted) ++failed;
        if (inserted && !inserted->existed) ++made;
      });
    }
  }
  BOOST_TEST(failed == 0);
  BOOST_TEST(made == 1);
  BOOST_TEST(harness->raw()->number("SELECT count(*) FROM outer_executions").value() == 1);
  BOOST_TEST(harness->raw()->number("SELECT renewals FROM outer_executions").value() == 20);
}

BOOST_AUTO_TEST_CASE(a_batch_that_seemed_to_fail_writes_its_events_once) {
  const auto epoch = claim();
  spi::RunDetail d = insert("r1", epoch);
  const auto before = event_count("r1");
  EventRecord one = sample_event("r1"), two = sample_event("r1");
  one.key = "p.1";
  two.key = "p.2";
  BOOST_REQUIRE(store->apply({epoch, {d.run}, {}, {}, {one}}));
  // Said again as if it were new, it is refused whole.
  check_code(store->apply({epoch, {d.run}, {}, {}, {one, two}}), messages::kStoreRefused);
  BOOST_TEST(event_count("r1") == before + 1);
  BOOST_REQUIRE(store->apply({epoch, {d.run}, {}, {}, {one, two}, true}));
  BOOST_TEST(event_count("r1") == before + 2);
}

BOOST_AUTO_TEST_CASE(an_epoch_without_its_lease_writes_nothing) {
  const auto first = claim("a");
  BOOST_TEST(claim("b", kNoon + Millis(5'000)) > first);
  // Inserted late by the old owner: nobody else has it yet, and still its lease is gone.
  spi::RunDetail d = insert("late", first);
  d.run.state = State::running;
  check_code(store->apply({first, {d.run}, {}, {}, {}}), messages::kRunFenced);
  const auto again = claim("b", kNoon + Millis(5'500));
  BOOST_REQUIRE(store->apply({again, {d.run}, {}, {}, {}}));
}

BOOST_AUTO_TEST_CASE(a_database_of_the_first_schema_with_runs_in_it_is_upgraded) {
  const auto old = make_store_harness();
  {
    const auto raw = old->raw();
    const auto migrations =
        raw->engine() == store::Engine::sqlite ? store::sqlite_migrations() : store::mysql_migrations();
    store::upgrade_schema(*raw, migrations.subspan(0, 1), 0);
    for (const char* id : {"open", "ended"}) {
      const bool open = id == std::string("open");
      raw->run(
          "INSERT INTO runs (id, run_key, experiment_id, experiment_name, grp, version, version_closed, state, is_open,"
          " reason, submitter, backend, policy, logical_time, zone, run_date, variables, parent_key, rerun_of,"
          " created_at, cancel_actor, lease_epoch) VALUES (?, NULL, 'e', 'n', '', 1, 1, ?, ?, '', 's', 'local',"
          " 'finish-running', 1, 'UTC', '20240229', '{}', '', '', 1, '', 0)",
          {id, open ? "running" : "failed", static_cast<int>(open)});
      raw->run(
          "INSERT INTO events (at_ms, actor, run_id, node_id, attempt, event, from_state, to_state, reason)"
          " VALUES (1, 'a', ?, '', 0, 'state', '', '', '')",
          {id});
    }
  }
  const auto upgraded = open_or_fail(old->url());
  BOOST_TEST(upgraded->get_run("open")->run.outer_key == "");
  BOOST_TEST(upgraded->open_runs()->size() == 1);
  BOOST_TEST(upgraded->events("ended", 0, 0)->size() == 1);
  const auto epoch = upgraded->claim_runs("a", kNoon, kNoon + Millis(1000)).value();
  RunRecord run = upgraded->get_run("open")->run;
  run.state = State::succeeded;
  BOOST_REQUIRE(upgraded->apply({epoch, {run}, {}, {}, {sample_event("open")}}));
  auto& rows = dynamic_cast<spi::OuterStore&>(*upgraded);
  BOOST_REQUIRE(rows.claim_outer(claim_of(1, "a")).has_value());
  BOOST_TEST(upgraded->insert_run(outer_run("r1", 1), {}).has_value());
  BOOST_TEST(open_or_fail(old->url())->check_integrity().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
