#include "tests/contract/backend_suite.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <mutex>
#include <set>

namespace {

using namespace aiep;
using spi::CancelOutcome;
using spi::Phase;
using test::Behaviour;

constexpr auto kLongestWait = std::chrono::seconds(60);

struct Case {
  std::unique_ptr<test::BackendHarness> harness = test::make_backend_harness();

  spi::Backend& backend() { return harness->backend(); }
  std::string create(const std::string& key, Behaviour behaviour) {
    auto handle = backend().create(harness->request(key, behaviour));
    if (!handle) BOOST_FAIL(handle.error().message());
    return *handle;
  }
  template <class Condition>
  bool eventually(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + kLongestWait;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      harness->let_time_pass();
    }
    return true;
  }
  spi::TaskStatus look(const std::string& handle) {
    auto status = backend().get(handle);
    if (!status) BOOST_FAIL(status.error().message());
    return *status;
  }
  spi::TaskStatus end_of(const std::string& handle) {
    spi::TaskStatus status;
    const bool ended = eventually([&] {
      status = look(handle);
      return status.phase == Phase::succeeded || status.phase == Phase::failed || status.phase == Phase::cancelled;
    });
    BOOST_REQUIRE_MESSAGE(ended, "the task did not end");
    return status;
  }
  /// A create may come back before the task has begun.
  bool is_under_way(const std::string& handle) {
    return eventually([&] { return look(handle).phase == Phase::running; });
  }
  /// Cancels until nothing of the task lives.
  void cancel_wholly(const std::string& handle) {
    BOOST_REQUIRE(eventually([&] { return backend().cancel(handle).value() == CancelOutcome::done; }));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(backend_contract, Case)

BOOST_AUTO_TEST_CASE(success_is_told_with_its_times) {
  const spi::TaskStatus end = end_of(create("r1.0.1", Behaviour::succeed));
  BOOST_CHECK(end.phase == Phase::succeeded);
  BOOST_CHECK(end.observed_at > TimePoint{});
  BOOST_REQUIRE(end.started_at.has_value());
  BOOST_REQUIRE(end.ended_at.has_value());
  BOOST_CHECK(*end.started_at <= *end.ended_at);
}

BOOST_AUTO_TEST_CASE(failure_is_told_with_code_and_reason) {
  const spi::TaskStatus end = end_of(create("r1.0.1", Behaviour::fail_with_3));
  BOOST_CHECK(end.phase == Phase::failed);
  BOOST_TEST(end.exit_code.value_or(-1) == 3);
  BOOST_TEST(!end.reason.empty());
}

BOOST_AUTO_TEST_CASE(a_verdict_never_changes) {
  const std::string handle = create("r1.0.1", Behaviour::fail_with_3);
  end_of(handle);
  BOOST_CHECK(backend().cancel(handle).value() == CancelOutcome::done);
  for (int i = 0; i < 3; ++i) BOOST_CHECK(look(handle).phase == Phase::failed);
}

BOOST_AUTO_TEST_CASE(a_second_create_of_a_key_returns_the_first_task) {
  const std::string first = create("r1.0.1", Behaviour::fail_with_3);
  BOOST_TEST(create("r1.0.1", Behaviour::succeed) == first);
  // Were it made anew, it would succeed now.
  BOOST_CHECK(end_of(first).phase == Phase::failed);
  BOOST_TEST(create("r1.0.1", Behaviour::succeed) == first);
  BOOST_CHECK(end_of(first).phase == Phase::failed);
}

BOOST_AUTO_TEST_CASE(different_keys_are_different_tasks) {
  const std::string bad = create("r1.0.1", Behaviour::fail_with_3);
  const std::string good = create("r1.0.2", Behaviour::succeed);
  BOOST_TEST(bad != good);
  BOOST_CHECK(end_of(bad).phase == Phase::failed);
  BOOST_CHECK(end_of(good).phase == Phase::succeeded);
}

BOOST_AUTO_TEST_CASE(a_task_is_recovered_by_its_key) {
  const std::string handle = create("r1.0.1", Behaviour::succeed);
  BOOST_TEST(backend().recover("r1.0.1").value() == handle);
}

BOOST_AUTO_TEST_CASE(what_was_never_created_is_not_found) {
  BOOST_CHECK(backend().recover("r9.9.9").error().kind == ErrorKind::not_found);
  BOOST_CHECK(backend().get("r9.9.9").error().kind == ErrorKind::not_found);
  BOOST_CHECK(backend().cancel("r9.9.9").error().kind == ErrorKind::not_found);
}

BOOST_AUTO_TEST_CASE(a_restart_finds_tasks_again_or_says_truly_that_it_cannot) {
  const std::string ended = create("r1.0.1", Behaviour::fail_with_3);
  end_of(ended);
  const std::string open = create("r1.1.1", Behaviour::hang);
  harness->restart();
  if (harness->deviations().forgets_at_restart) {
    BOOST_CHECK(backend().recover("r1.0.1").error().kind == ErrorKind::not_found);
    return;
  }
  BOOST_TEST(backend().recover("r1.0.1").value() == ended);
  BOOST_CHECK(look(ended).phase == Phase::failed);
  BOOST_TEST(backend().recover("r1.1.1").value() == open);
  BOOST_TEST(create("r1.1.1", Behaviour::succeed) == open);
  BOOST_CHECK(is_under_way(open));
  cancel_wholly(open);
  BOOST_CHECK(end_of(open).phase == Phase::cancelled);
}

BOOST_AUTO_TEST_CASE(a_cancel_is_confirmed_and_repeatable) {
  const std::string handle = create("r1.0.1", Behaviour::hang);
  BOOST_CHECK(is_under_way(handle));
  cancel_wholly(handle);
  BOOST_CHECK(end_of(handle).phase == Phase::cancelled);
  BOOST_CHECK(backend().cancel(handle).value() == CancelOutcome::done);
}

BOOST_AUTO_TEST_CASE(the_wake_up_comes_when_it_was_declared) {
  if (!backend().capabilities().notifies) {
    BOOST_TEST(true, "not declared");
    return;
  }
  std::mutex mutex;
  std::set<std::string> woken;
  backend().set_wakeup([&](const std::string& key) {
    const std::lock_guard lock(mutex);
    woken.insert(key);
  });
  create("r1.0.1", Behaviour::succeed);
  BOOST_TEST(eventually([&] {
    const std::lock_guard lock(mutex);
    return woken.contains("r1.0.1");
  }));
  backend().set_wakeup(nullptr);
}

BOOST_AUTO_TEST_CASE(a_log_is_read_by_offset_until_it_is_complete) {
  auto* logs = dynamic_cast<spi::LogSource*>(&backend());
  BOOST_TEST((logs != nullptr) == backend().capabilities().logs);
  if (logs == nullptr) return;
  const std::string handle = create("r1.0.1", Behaviour::fail_with_3);
  end_of(handle);
  const spi::LogChunk whole = logs->read_log(handle, 0, 1 << 20).value();
  BOOST_TEST(whole.complete);
  BOOST_TEST(whole.next_offset == whole.text.size());
  std::string pieces;
  spi::LogChunk piece;
  for (int i = 0; i < 10'000 && !piece.complete; ++i) {
    piece = logs->read_log(handle, piece.next_offset, 3).value();
    pieces += piece.text;
  }
  BOOST_TEST(pieces == whole.text);
  const spi::LogChunk beyond = logs->read_log(handle, whole.next_offset + 100, 10).value();
  BOOST_TEST(beyond.text.empty());
}

BOOST_AUTO_TEST_CASE(the_owned_list_holds_what_is_open) {
  auto* lister = dynamic_cast<spi::OwnedLister*>(&backend());
  if (lister == nullptr) {
    BOOST_TEST(true, "optional");
    return;
  }
  const std::string ended = create("r1.0.1", Behaviour::succeed);
  end_of(ended);
  const std::string open = create("r1.1.1", Behaviour::hang);
  const std::vector<spi::OwnedTask> owned = lister->list_owned().value();
  const auto is_open = [&](const spi::OwnedTask& task) { return task.handle == open && task.alive; };
  const auto is_ended = [&](const spi::OwnedTask& task) { return task.handle == ended && task.alive; };
  BOOST_TEST(std::any_of(owned.begin(), owned.end(), is_open));
  BOOST_TEST(std::none_of(owned.begin(), owned.end(), is_ended));
  cancel_wholly(open);
}

BOOST_AUTO_TEST_SUITE_END()
