#include "core/engine/verdicts.h"

#include <boost/test/unit_test.hpp>

#include "core/engine/plan.h"
#include "core/spi/task.h"

namespace {

using namespace aiep;
using namespace aiep::engine;

constexpr TimePoint kStart{Millis(1'700'000'000'000)};

/// A run of nodes named by letters; edges as "a>b".
struct Bench {
  ManualClock clock{kStart};
  Book book{clock};
  RunState* run = nullptr;
  RetryRule rule{Millis(1'000), Millis(60'000)};

  explicit Bench(const std::string& nodes, std::vector<std::string> edges,
                 FailurePolicy policy = FailurePolicy::finish_running, int retries = 0,
                 std::optional<Millis> timeout = std::nullopt) {
    spi::RunDetail detail;
    detail.run.id = "0123456ab";
    detail.run.created_at = kStart;
    detail.run.policy = policy;
    for (char name : nodes) {
      TaskRecord task;
      task.run_id = detail.run.id;
      task.node_id = task.title = std::string(1, name);
      task.position = static_cast<int>(detail.tasks.size());
      task.retries = retries;
      spi::TaskSpec spec;
      spec.timeout = timeout;
      task.spec = spi::encode(spec);
      for (const std::string& edge : edges) {
        if (edge[2] == name) task.needs.push_back(std::string(1, edge[0]));
      }
      detail.tasks.push_back(std::move(task));
    }
    run = &book.load(std::move(detail));
  }

  std::size_t at(char name) const {
    for (std::size_t i = 0; i < run->tasks.size(); ++i) {
      if (run->tasks[i].row.title[0] == name) return i;
    }
    throw std::out_of_range("node");
  }
  State state(char name) const { return run->tasks[at(name)].row.state; }
  std::string ready() {
    std::string names;
    for (const auto& [created, id, index] : book.ready("local")) names += run->tasks[index].row.title;
    return names;
  }
  void begin(char name) {
    book.open_attempt(*run, at(name));
    book.set_task(*run, at(name), State::running, "");
  }
  void end(char name, spi::Phase phase, const std::string& reason = "") {
    spi::TaskStatus status;
    status.phase = phase;
    status.reason = reason;
    end_attempt(book, *run, at(name), status, rule);
    settle_run(book, *run);
  }
  std::vector<std::string> events(const std::string& name) const {
    std::vector<std::string> found;
    for (const EventRecord& event : book.pending(1).events) {
      if (event.event == name) found.push_back(event.node + ":" + event.reason);
    }
    return found;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(verdicts)

BOOST_AUTO_TEST_CASE(a_diamond_opens_in_order_and_succeeds) {
  Bench t("abcd", {"a>b", "a>c", "b>d", "c>d"});
  BOOST_TEST(t.ready() == "a");
  t.begin('a');
  BOOST_TEST(t.ready() == "");
  t.end('a', spi::Phase::succeeded);
  BOOST_TEST(t.ready() == "bc");
  t.begin('b');
  t.begin('c');
  t.end('b', spi::Phase::succeeded);
  BOOST_TEST(t.ready() == "");
  t.end('c', spi::Phase::succeeded);
  BOOST_TEST(t.ready() == "d");
  t.begin('d');
  t.end('d', spi::Phase::succeeded);
  BOOST_CHECK(t.run->row.state == State::succeeded);
}

BOOST_AUTO_TEST_CASE(finish_running_lets_running_nodes_end_and_starts_nothing) {
  Bench t("abcd", {"a>c", "b>d"});
  t.begin('a');
  t.begin('b');
  t.end('a', spi::Phase::failed, "exit code 3");
  BOOST_CHECK(t.state('b') == State::running);
  BOOST_CHECK(t.state('c') == State::cancelled);
  BOOST_CHECK(t.state('d') == State::cancelled);
  BOOST_CHECK(!is_terminal(t.run->row.state));
  t.end('b', spi::Phase::succeeded);
  BOOST_CHECK(t.run->row.state == State::failed);
  BOOST_TEST(t.run->row.reason == "node `a`: exit code 3");
}

BOOST_AUTO_TEST_CASE(finish_possible_only_gives_up_what_depends_on_the_failure) {
  Bench t("abcd", {"a>c", "b>d"}, FailurePolicy::finish_possible);
  t.begin('a');
  t.end('a', spi::Phase::failed);
  BOOST_CHECK(t.state('c') == State::cancelled);
  BOOST_CHECK(t.state('d') == State::queued);
  t.begin('b');
  t.end('b', spi::Phase::succeeded);
  BOOST_TEST(t.ready() == "d");
}

BOOST_AUTO_TEST_CASE(stop_at_once_cancels_what_runs) {
  Bench t("ab", {}, FailurePolicy::stop_at_once);
  t.begin('a');
  t.begin('b');
  t.end('a', spi::Phase::failed, "exit code 1");
  BOOST_CHECK(t.state('b') == State::cancelling);
  t.end('b', spi::Phase::cancelled);
  BOOST_CHECK(t.run->row.state == State::failed);
}

BOOST_AUTO_TEST_CASE(a_retry_waits_longer_each_time_and_ends_with_the_last_failure) {
  Bench t("a", {}, FailurePolicy::finish_running, 2);
  for (const Millis wait : {Millis(1'000), Millis(2'000)}) {
    t.begin('a');
    t.end('a', spi::Phase::failed, "exit code 1");
    BOOST_CHECK(t.state('a') == State::queued);
    BOOST_CHECK(*t.run->tasks[0].row.not_before == t.clock.now() + wait);
    BOOST_TEST(t.ready() == "");
    t.clock.advance(wait);
    t.book.make_ready_if_free(*t.run, 0);
    BOOST_TEST(t.ready() == "a");
  }
  t.begin('a');
  t.end('a', spi::Phase::failed, "exit code 9");
  BOOST_CHECK(t.run->row.state == State::failed);
  BOOST_TEST(t.run->tasks[0].row.attempt == 3);
  BOOST_TEST(t.run->row.reason == "node `a`: exit code 9");
}

BOOST_AUTO_TEST_CASE(every_attempt_reaches_the_store_even_when_the_next_opens_before_the_write) {
  Bench t("a", {}, FailurePolicy::finish_running, 1);
  t.rule.backoff = Millis(0);
  t.begin('a');
  t.end('a', spi::Phase::failed, "exit code 1");
  t.begin('a');
  const spi::RunBatch batch = t.book.pending(1);
  BOOST_REQUIRE(batch.attempts.size() == 2u);
  BOOST_CHECK(batch.attempts[0].state == State::failed);
  BOOST_TEST(batch.attempts[0].number == 1);
  BOOST_TEST(batch.attempts[1].number == 2);
}

BOOST_AUTO_TEST_CASE(a_cancel_is_confirmed_only_when_every_node_is_gone) {
  Bench t("abc", {"a>c"});
  t.begin('a');
  t.begin('b');
  request_cancel(t.book, *t.run, "lena", "");
  settle_run(t.book, *t.run);
  BOOST_CHECK(t.run->row.state == State::cancelling);
  BOOST_CHECK(t.state('c') == State::cancelled);
  t.end('a', spi::Phase::cancelled);
  BOOST_CHECK(t.run->row.state == State::cancelling);
  t.end('b', spi::Phase::cancelled);
  BOOST_CHECK(t.run->row.state == State::cancelled);
}

BOOST_AUTO_TEST_CASE(a_success_that_beats_the_cancel_is_the_verdict_and_both_are_told) {
  Bench t("a", {});
  t.begin('a');
  request_cancel(t.book, *t.run, "lena", "too slow");
  t.end('a', spi::Phase::succeeded);
  BOOST_CHECK(t.state('a') == State::succeeded);
  BOOST_CHECK(t.run->row.state == State::succeeded);
  BOOST_TEST(t.events("cancel-requested").size() == 1u);
  BOOST_TEST(t.events("cancel-too-late").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_person_s_cancel_is_never_retried) {
  Bench t("a", {}, FailurePolicy::finish_running, 5);
  t.begin('a');
  request_cancel(t.book, *t.run, "lena", "");
  t.end('a', spi::Phase::failed, "killed by signal 15");
  BOOST_CHECK(is_terminal(t.state('a')));
  BOOST_CHECK(t.run->row.state == State::cancelled);
}

BOOST_AUTO_TEST_CASE(a_time_out_is_a_failure_in_words_and_may_be_retried) {
  Bench t("a", {}, FailurePolicy::finish_running, 1, Millis(60'000));
  t.begin('a');
  t.clock.advance(Millis(60'000));
  cancel_task(t.book, *t.run, 0, "timed out");
  t.end('a', spi::Phase::cancelled);
  BOOST_CHECK(t.state('a') == State::queued);
  BOOST_TEST(t.run->tasks[0].row.reason == "timed out after 1m");
}

BOOST_AUTO_TEST_CASE(a_terminal_state_is_written_once) {
  Bench t("a", {});
  t.begin('a');
  t.end('a', spi::Phase::succeeded);
  finish_task(t.book, *t.run, 0, State::failed, "late news");
  BOOST_CHECK(t.state('a') == State::succeeded);
  BOOST_CHECK(t.run->row.state == State::succeeded);
}

BOOST_AUTO_TEST_CASE(an_empty_run_succeeds) {
  Bench t("", {});
  settle_run(t.book, *t.run);
  BOOST_CHECK(t.run->row.state == State::succeeded);
}

BOOST_AUTO_TEST_CASE(waiting_for_data_shows_on_the_run_when_nothing_else_moves) {
  Bench t("ab", {});
  t.begin('a');
  t.begin('b');
  t.book.set_task(*t.run, 0, State::waiting_for_data, "missing: db.t{ds=1}");
  settle_run(t.book, *t.run);
  BOOST_CHECK(t.run->row.state == State::running);
  t.end('b', spi::Phase::succeeded);
  BOOST_CHECK(t.run->row.state == State::waiting_for_data);
  BOOST_TEST(t.run->row.reason == "node `a`: missing: db.t{ds=1}");
}

BOOST_AUTO_TEST_CASE(a_queued_node_says_what_it_waits_for) {
  spi::RunDetail detail;
  detail.run.backend = "local";
  for (const char* name : {"a", "b"}) {
    TaskRecord task;
    task.node_id = task.title = name;
    detail.tasks.push_back(task);
  }
  detail.tasks[1].needs = {"a"};
  explain_queued(detail, kStart);
  BOOST_TEST(detail.tasks[0].reason == "ready, waits for a free place on backend local");
  BOOST_TEST(detail.tasks[1].reason == "waits for a");
}

BOOST_AUTO_TEST_SUITE_END()
