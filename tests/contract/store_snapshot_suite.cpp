// Reading everything at one moment, beside a server or without one.
#include <map>

#include "core/spi/outer_store.h"
#include "core/store/schema.h"
#include "core/store/snapshot.h"
#include "core/store/store_factory.h"
#include "tests/contract/store_fixture.h"

namespace aiep::test {
namespace {

struct Seen {
  std::vector<OuterRecord> outers;
  std::vector<RunRecord> runs;
  std::vector<std::string> live_keys;
  std::vector<TaskRecord> tasks;
  std::vector<AttemptRecord> attempts;
  std::vector<EventRecord> events;

  store::SnapshotSinks sinks() {
    return {[this](const OuterRecord& row) { outers.push_back(row); },
            [this](const RunRecord& row, const std::string& live) {
              runs.push_back(row);
              live_keys.push_back(live);
            },
            [this](const TaskRecord& row) { tasks.push_back(row); },
            [this](const AttemptRecord& row) { attempts.push_back(row); },
            [this](const EventRecord& row) { events.push_back(row); }};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(store_snapshot_contract, StoreFixture)

BOOST_AUTO_TEST_CASE(every_row_comes_once_and_whole) {
  const auto epoch = claim();
  const spi::RunDetail first = insert("r1", epoch, 3), second = insert("r2", epoch, 1);
  BOOST_REQUIRE(store->apply(
      {epoch, {}, {}, {sample_attempt("r1", "n0"), sample_attempt("r1", "n0", 2)}, {sample_event("r1", "mark")}}));
  Seen seen;
  BOOST_REQUIRE(store::read_snapshot(harness->url(), seen.sinks()));
  BOOST_REQUIRE(seen.runs.size() == 2u);
  BOOST_TEST(seen.runs[0].id == "r1");
  BOOST_TEST(seen.runs[0].key == first.run.key);
  BOOST_TEST(seen.runs[0].parent_key == first.run.parent_key);
  BOOST_TEST(seen.runs[0].rerun_of == first.run.rerun_of);
  BOOST_TEST((seen.runs[0].state == first.run.state));
  BOOST_TEST(seen.runs[0].reason == first.run.reason);
  BOOST_TEST(seen.runs[0].backend == first.run.backend);
  BOOST_TEST((seen.runs[0].created_at == first.run.created_at));
  BOOST_TEST((seen.runs[0].started_at == first.run.started_at));
  BOOST_TEST((seen.runs[0].ended_at == first.run.ended_at));
  BOOST_TEST((seen.runs[0].cancel_requested_at == first.run.cancel_requested_at));
  BOOST_TEST(seen.runs[0].cancel_actor == first.run.cancel_actor);
  BOOST_REQUIRE(seen.tasks.size() == 4u);
  check_same(seen.tasks[2], first.tasks[2]);
  check_same(seen.tasks[3], second.tasks[0]);
  BOOST_REQUIRE(seen.attempts.size() == 2u);
  check_same(seen.attempts[1], sample_attempt("r1", "n0", 2));
  BOOST_REQUIRE(seen.events.size() == 3u);
  BOOST_TEST(seen.events[2].event == "mark");
  BOOST_TEST(seen.events[1].seq < seen.events[2].seq);
}

BOOST_AUTO_TEST_CASE(outer_executions_and_the_key_of_their_live_run_are_read) {
  const auto epoch = claim();
  spi::OuterClaim held;
  held.identity = {"azkaban", "p", "f", "17", "train", 2};
  held.agent = "a1";
  held.now = kNoon;
  BOOST_REQUIRE(dynamic_cast<spi::OuterStore&>(*store).claim_outer(held).has_value());
  spi::RunDetail run = sample_run("r1");
  run.run.outer_key = outer_key(held.identity);
  run.run.outer_attempt = 2;
  run.run.lease_epoch = epoch;
  run.run.state = State::running;
  BOOST_REQUIRE(store->insert_run(run, {sample_event("r1")}).has_value());
  Seen seen;
  BOOST_REQUIRE(store::read_snapshot(harness->url(), seen.sinks()));
  BOOST_REQUIRE(seen.outers.size() == 1u);
  BOOST_TEST(seen.outers[0].key == run.run.outer_key);
  BOOST_TEST(seen.outers[0].run_id == "r1");
  BOOST_TEST(seen.runs.at(0).outer_key == run.run.outer_key);
  BOOST_TEST(seen.runs.at(0).outer_attempt == 2);
  BOOST_TEST(seen.live_keys.at(0) == run.run.outer_key);
}

BOOST_AUTO_TEST_CASE(a_database_whose_upgrade_was_cut_short_is_read) {
  const auto old = make_store_harness();
  const auto raw = old->raw();
  const auto known = raw->engine() == store::Engine::sqlite ? store::sqlite_migrations() : store::mysql_migrations();
  store::upgrade_schema(*raw, known.first(1), 0);
  raw->run(
      "INSERT INTO runs (id, experiment_id, experiment_name, grp, version, version_closed, state, is_open, reason,"
      " submitter, backend, policy, logical_time, zone, run_date, variables, parent_key, rerun_of, created_at,"
      " cancel_actor, lease_epoch) VALUES ('r1', 'e', 'e', '', 1, 1, 'queued', 1, '', 'lena', 'local', 'stop', 0,"
      " '', '', '{}', '', '', 0, '', 0)");
  Seen seen;
  const Status status = store::read_snapshot(old->url(), seen.sinks());
  BOOST_REQUIRE_MESSAGE(status.has_value(), (status ? "" : status.error().message()));
  BOOST_REQUIRE(seen.runs.size() == 1u);
  BOOST_TEST(seen.runs[0].outer_key.empty());
  BOOST_TEST(store::read_schema(*raw).version == 1);
}

BOOST_AUTO_TEST_CASE(a_writer_under_way_is_neither_seen_nor_waited_for) {
  insert("r1", claim());
  const auto writer = harness->raw();
  writer->run_once("BEGIN");
  writer->run("UPDATE runs SET reason = 'half done' WHERE id = 'r1'");
  Seen seen;
  BOOST_REQUIRE(store::read_snapshot(harness->url(), seen.sinks()));
  BOOST_TEST(seen.runs.at(0).reason != "half done");
  writer->run_once("ROLLBACK");
}

BOOST_AUTO_TEST_CASE(a_database_of_a_newer_program_is_refused) {
  harness->raw()->run_once("INSERT INTO schema_version (version) VALUES (999)");
  Seen seen;
  const Status status = store::read_snapshot(harness->url(), seen.sinks());
  BOOST_REQUIRE(!status.has_value());
  BOOST_TEST((status.error().kind == ErrorKind::failed_precondition));
  BOOST_TEST(seen.runs.empty());
}

BOOST_AUTO_TEST_CASE(no_database_is_made) {
  const auto url = make_store_harness()->url();
  Seen seen;
  for (int i = 0; i < 2; ++i) {  // a database that the first look had made would satisfy the second
    const Status status = store::read_snapshot(url, seen.sinks());
    BOOST_TEST(!status.has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
