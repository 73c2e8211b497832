// Records: what goes in comes out, and what must not change does not.
#include "core/store/soci_guard.h"
#include "tests/contract/store_fixture.h"

namespace aiep::test {

BOOST_FIXTURE_TEST_SUITE(store_contract, StoreFixture)

BOOST_AUTO_TEST_CASE(an_experiment_comes_back_as_it_went_in) {
  BOOST_REQUIRE(store->create_experiment(sample_experiment("16777217"), sample_version("16777217", 1)));
  const auto e = store->get_experiment("16777217");
  BOOST_REQUIRE(e.has_value());
  const ExperimentRecord wanted = sample_experiment("16777217");
  BOOST_TEST(e->id == wanted.id);
  BOOST_TEST(e->name == wanted.name);
  BOOST_TEST(e->group == wanted.group);
  BOOST_TEST(e->owner == wanted.owner);
  BOOST_TEST(e->description == wanted.description);
  BOOST_TEST((e->created_at == wanted.created_at));
  const auto v = store->get_version("16777217", 1);
  BOOST_REQUIRE(v.has_value());
  const VersionRecord first = sample_version("16777217", 1);
  BOOST_TEST(v->source.text == first.source.text);
  BOOST_TEST((v->source.format == SourceFormat::yaml));
  BOOST_TEST(v->source.origin_dir == first.source.origin_dir);
  BOOST_REQUIRE_EQUAL(v->source.files.size(), 2);
  BOOST_TEST(v->source.files[0].content == "print('中')");
  BOOST_TEST(v->source.files[1].content == first.source.files[1].content);
  BOOST_TEST(!v->closed);
  check_kind(store->get_experiment("nope"), ErrorKind::not_found);
  check_kind(store->get_version("16777217", 2), ErrorKind::not_found);
  check_kind(store->create_experiment(wanted, first), ErrorKind::already_exists);
}

BOOST_AUTO_TEST_CASE(experiments_are_found_by_the_exact_name) {
  for (const char* id : {"9007199254740993", "9007199254740992"}) {
    BOOST_REQUIRE(store->create_experiment(sample_experiment(id), sample_version(id, 1)));
  }
  BOOST_TEST(store->find_experiments("流失预测 😀")->size() == 2);
  BOOST_TEST(store->find_experiments("流失预测 😀 ")->empty());
  BOOST_TEST(store->find_experiments("流失预测 😁")->empty());
  BOOST_TEST(store->list_experiments()->size() == 2);
}

BOOST_AUTO_TEST_CASE(a_closed_version_never_changes) {
  BOOST_REQUIRE(store->create_experiment(sample_experiment("e"), sample_version("e", 1)));
  VersionRecord one = sample_version("e", 1);
  one.source.text = "changed";
  one.source.files.clear();
  BOOST_REQUIRE(store->update_version(one));
  BOOST_REQUIRE(store->update_version(one));
  BOOST_TEST(store->get_version("e", 1)->source.text == "changed");
  check_kind(store->save_as_new_version(sample_version("e", 3)), ErrorKind::failed_precondition);
  BOOST_REQUIRE(store->save_as_new_version(sample_version("e", 2)));
  const auto versions = store->list_versions("e");
  BOOST_REQUIRE_EQUAL(versions->size(), 2);
  BOOST_TEST(versions->front().closed);
  BOOST_TEST(!versions->back().closed);
  check_kind(store->update_version(one), ErrorKind::failed_precondition);
  BOOST_REQUIRE(store->close_version("e", 2));
  check_kind(store->update_version(sample_version("e", 2)), ErrorKind::failed_precondition);
  check_kind(store->update_version(sample_version("e", 9)), ErrorKind::not_found);
  check_kind(store->close_version("e", 9), ErrorKind::not_found);
  check_kind(store->save_as_new_version(sample_version("x", 1)), ErrorKind::not_found);
  check_kind(store->list_versions("x"), ErrorKind::not_found);
}

BOOST_AUTO_TEST_CASE(an_experiment_with_open_runs_stays) {
  BOOST_REQUIRE(store->create_experiment(sample_experiment("9007199254740993"), sample_version("9007199254740993", 1)));
  const auto epoch = claim();
  spi::RunDetail d = insert("r1", epoch);
  check_kind(store->delete_experiment("9007199254740993"), ErrorKind::failed_precondition);
  d.run.state = State::succeeded;
  BOOST_REQUIRE(store->apply({epoch, {d.run}, {}, {}, {}}));
  BOOST_REQUIRE(store->delete_experiment("9007199254740993"));
  check_kind(store->get_experiment("9007199254740993"), ErrorKind::not_found);
  check_kind(store->get_version("9007199254740993", 1), ErrorKind::not_found);
  BOOST_TEST(get("r1").run.experiment_id == "9007199254740993");
  check_kind(store->delete_experiment("9007199254740993"), ErrorKind::not_found);
}

BOOST_AUTO_TEST_CASE(a_run_comes_back_as_it_went_in) {
  spi::RunDetail d = sample_run("r1", 3);
  d.run.key = "key 😀";
  d.run.started_at = kNoon + Millis(5);
  d.run.ended_at = kNoon + Millis(6);
  d.run.cancel_requested_at = kNoon + Millis(7);
  d.run.cancel_actor = "vera";
  d.run.lease_epoch = 7;
  d.tasks[1].state = State::running;
  d.tasks[1].attempt = 1;
  d.tasks[1].started_at = d.tasks[1].not_before = d.tasks[1].ended_at = kNoon;
  d.attempts = {sample_attempt("r1", "n2", 2), sample_attempt("r1", "n2", 10), sample_attempt("r1", "n1", 1)};
  d.attempts[0].ended_at = kNoon;
  d.attempts[1].exit_code = d.attempts[1].signal = std::nullopt;
  d.attempts[1].cancel_since = d.attempts[1].unknown_since = std::nullopt;
  const auto inserted = store->insert_run(d, {sample_event("r1")});
  BOOST_REQUIRE(inserted.has_value());
  BOOST_TEST(inserted->id == "r1");
  BOOST_TEST(!inserted->existed);
  const spi::RunDetail got = get("r1");
  check_same(got.run, d.run);
  BOOST_REQUIRE_EQUAL(got.tasks.size(), 3);
  for (std::size_t i = 0; i < 3; ++i) check_same(got.tasks[i], d.tasks[i]);
  BOOST_REQUIRE_EQUAL(got.attempts.size(), 3);
  check_same(got.attempts[0], d.attempts[2]);
  check_same(got.attempts[1], d.attempts[0]);
  check_same(got.attempts[2], d.attempts[1]);
  const auto events = store->events("r1", 0, 0);
  BOOST_REQUIRE_EQUAL(events->size(), 1);
  const EventRecord& e = events->front();
  BOOST_TEST(e.seq > 0);
  BOOST_TEST((e.at == kNoon));
  BOOST_TEST((e.actor + e.run + e.node + e.event + e.from + e.to + e.reason) == "enginer1n0statequeuedsubmittingready");
  BOOST_TEST(e.attempt == 1);
  BOOST_TEST(store->find_run_by_key("key 😀").value() == "r1");
  check_kind(store->find_run_by_key("key"), ErrorKind::not_found);
  check_kind(store->get_run("r2"), ErrorKind::not_found);
}

BOOST_AUTO_TEST_CASE(a_key_makes_one_run) {
  spi::RunDetail first = sample_run("r1"), second = sample_run("r2", 5);
  first.run.key = second.run.key = "k";
  BOOST_REQUIRE(store->insert_run(first, {sample_event("r1")}).has_value());
  const auto again = store->insert_run(second, {sample_event("r2")});
  BOOST_REQUIRE(again.has_value());
  BOOST_TEST(again->existed);
  BOOST_TEST(again->id == "r1");
  check_kind(store->get_run("r2"), ErrorKind::not_found);
  BOOST_TEST(event_count("r2") == 0);
  // Keys are bytes: neither case nor trailing blanks are folded.
  for (const char* key : {"K", "k ", " k", "ｋ"}) {
    spi::RunDetail other = sample_run("x" + std::string(key));
    other.run.key = key;
    BOOST_TEST(!store->insert_run(other, {}).value().existed);
  }
  // No key is no key, and a taken id is told apart from a taken key.
  BOOST_TEST(!store->insert_run(sample_run("r3"), {}).value().existed);
  BOOST_TEST(!store->insert_run(sample_run("r4"), {}).value().existed);
  check_kind(store->insert_run(sample_run("r4"), {sample_event("r4")}), ErrorKind::already_exists);
  BOOST_TEST(event_count("r4") == 0);
}

BOOST_AUTO_TEST_CASE(a_batch_changes_what_may_change) {
  const auto epoch = claim();
  spi::RunDetail d = insert("r1", epoch);
  spi::RunBatch batch;
  batch.lease_epoch = epoch;
  d.run.state = State::running;
  d.run.reason = "goes";
  d.run.started_at = kNoon;
  d.run.cancel_requested_at = kNoon + Millis(9);
  d.run.cancel_actor = "vera";
  batch.runs = {d.run};
  d.tasks[0].state = State::submitting;
  d.tasks[0].reason = "";
  d.tasks[0].attempt = 1;
  d.tasks[0].started_at = kNoon;
  d.tasks[0].not_before = kNoon + Millis(4);
  batch.tasks = {d.tasks[0]};
  batch.tasks[0].spec.clear();
  batch.attempts = {sample_attempt("r1", "n0")};
  batch.events = {sample_event("r1"), sample_event("r1", "other")};
  BOOST_REQUIRE(store->apply(batch));
  spi::RunDetail got = get("r1");
  check_same(got.run, d.run);
  check_same(got.tasks[0], d.tasks[0]);
  check_same(got.tasks[1], d.tasks[1]);
  check_same(got.attempts.at(0), batch.attempts[0]);
  BOOST_TEST(event_count("r1") == 3);

  batch.attempts[0].state = State::failed;
  batch.attempts[0].exit_code = 137;
  batch.attempts[0].ended_at = kNoon;
  batch.runs.clear();
  batch.tasks.clear();
  batch.events.clear();
  BOOST_REQUIRE(store->apply(batch));
  BOOST_REQUIRE(store->apply(batch));
  check_same(get("r1").attempts.at(0), batch.attempts[0]);
  BOOST_REQUIRE(store->apply({epoch, {}, {}, {}, {}}));
}

BOOST_AUTO_TEST_CASE(a_refused_batch_leaves_nothing) {
  const auto epoch = claim();
  spi::RunDetail d = insert("r1", epoch);
  d.run.state = State::running;
  d.tasks[0].state = State::running;
  TaskRecord stranger = d.tasks[1];
  stranger.node_id = "nowhere";
  check_kind(store->apply({epoch, {d.run}, {d.tasks[0], stranger}, {}, {sample_event("r1")}}), ErrorKind::not_found);
  BOOST_TEST((get("r1").run.state == State::queued));
  BOOST_TEST((get("r1").tasks[0].state == State::queued));
  BOOST_TEST(event_count("r1") == 1);
  // A rule of the database itself: an attempt of a node that is not there.
  check_kind(store->apply({epoch, {d.run}, {}, {sample_attempt("r1", "nowhere")}, {sample_event("r1")}}),
             ErrorKind::failed_precondition);
  BOOST_TEST((get("r1").run.state == State::queued));
  RunRecord unknown = d.run;
  unknown.id = "r9";
  check_kind(store->apply({epoch, {d.run, unknown}, {}, {}, {}}), ErrorKind::not_found);
  BOOST_TEST((get("r1").run.state == State::queued));
  spi::RunDetail twice = sample_run("r2");
  twice.tasks.push_back(twice.tasks[0]);
  BOOST_TEST(!store->insert_run(twice, {sample_event("r2")}).has_value());
  check_kind(store->get_run("r2"), ErrorKind::not_found);
  BOOST_TEST(event_count("r2") == 0);
}

BOOST_AUTO_TEST_CASE(events_are_read_from_where_one_stands) {
  const auto epoch = claim();
  insert("r1", epoch);
  insert("r2", epoch);
  for (int i = 0; i < 5; ++i) {
    EventRecord mine = sample_event("r1", "e" + std::to_string(i));
    BOOST_REQUIRE(store->apply({epoch, {}, {}, {}, {mine, sample_event("r2")}}));
  }
  const auto all = store->events("r1", 0, 0).value();
  BOOST_REQUIRE_EQUAL(all.size(), 6);
  for (std::size_t i = 1; i < all.size(); ++i) BOOST_TEST(all[i].seq > all[i - 1].seq);
  BOOST_TEST(all.back().event == "e4");
  const auto some = store->events("r1", all[1].seq, 2).value();
  BOOST_REQUIRE_EQUAL(some.size(), 2);
  BOOST_TEST(some[0].event == "e1");
  BOOST_TEST(store->events("r1", all.back().seq, 0).value().empty());
  BOOST_TEST(store->events("none", 0, 0).value().empty());
}

BOOST_AUTO_TEST_CASE(the_event_log_is_append_only) {
  insert("r1", 0);
  for (const char* sql : {"UPDATE events SET reason = 'x'", "DELETE FROM events"}) {
    const auto raw = harness->raw();
    try {
      raw->run(sql);
      BOOST_ERROR("the database let the log be changed");
    } catch (...) {
      const Error error = store::current_fault("db").error;
      BOOST_TEST(kind_facts(error.kind).name == "failed_precondition");
      BOOST_TEST(error.message().find("append-only") != std::string::npos);
    }
  }
  BOOST_TEST(store->events("r1", 0, 0)->at(0).reason == "ready");
}

BOOST_AUTO_TEST_CASE(pages_of_runs_hold_each_run_once) {
  const auto epoch = claim();
  for (int i = 0; i < 25; ++i) {
    spi::RunDetail d = sample_run("r" + std::to_string(100 + i), 1);
    d.run.created_at = kNoon + Millis(i / 4);  // ties are ordered by id
    d.run.lease_epoch = epoch;
    d.run.experiment_id = i % 2 == 0 ? "even" : "odd";
    d.run.submitter = i % 5 == 0 ? "vera" : "hadoop";
    d.run.version = 1 + i % 3;
    d.run.state = i % 4 == 0 ? State::failed : State::queued;
    BOOST_REQUIRE(store->insert_run(d, {}).has_value());
  }
  spi::RunQuery query;
  query.limit = 7;
  std::vector<std::string> seen;
  for (;;) {
    const auto page = store->list_runs(query);
    BOOST_REQUIRE(page.has_value());
    for (const RunRecord& run : page->items) seen.push_back(run.id);
    if (page->next.empty()) break;
    BOOST_TEST(page->items.size() == 7);
    query.after = page->next;
  }
  BOOST_REQUIRE_EQUAL(seen.size(), 25);
  for (int i = 0; i < 25; ++i) BOOST_TEST(seen[static_cast<std::size_t>(i)] == "r" + std::to_string(124 - i));
  query = {};
  query.experiment_id = "even";
  BOOST_TEST(store->list_runs(query)->items.size() == 13);
  query.submitter = "vera";
  query.version = 2;
  BOOST_TEST(store->list_runs(query)->items.size() == 1);
  query = {};
  query.states = {State::failed, State::lost};
  BOOST_TEST(store->list_runs(query)->items.size() == 7);
  query = {};
  query.created_from = kNoon + Millis(1);
  query.created_before = kNoon + Millis(3);
  BOOST_TEST(store->list_runs(query)->items.size() == 8);
  query.after = "nonsense";
  check_kind(store->list_runs(query), ErrorKind::invalid_argument);
}

BOOST_AUTO_TEST_CASE(unknown_words_are_unknown_and_not_final) {
  const auto epoch = claim();
  insert("r1", epoch);
  harness->raw()->run("UPDATE runs SET state = 'dreaming'");
  harness->raw()->run("UPDATE tasks SET state = 'dreaming' WHERE node_id = 'n0'");
  spi::RunDetail got = get("r1");
  BOOST_TEST((got.run.state == State::unknown));
  BOOST_TEST((got.tasks[0].state == State::unknown));
  got.run.state = got.tasks[0].state = State::running;
  BOOST_REQUIRE(store->apply({epoch, {got.run}, {got.tasks[0]}, {}, {}}));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_do_not_stop_a_run) {
  const auto epoch = claim();
  spi::RunDetail d = insert("r1", epoch);
  d.run.reason = "bad \xff\xc3 end";
  BOOST_REQUIRE(store->apply({epoch, {d.run}, {}, {}, {}}));
  BOOST_TEST(get("r1").run.reason == "bad \xEF\xBF\xBD\xEF\xBF\xBD end");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
