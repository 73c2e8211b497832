// Every fault on the way becomes "away" or "unknown", never a verdict and never "there is none".
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "adapters/http_task/http_task_backend.h"
#include "tests/support/mini_server.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace aiep;
using spi::Phase;
using test::MiniServer;

constexpr Millis kTimeout{2'000};

/// The server, reached directly and through a proxy that always fails in one way.
struct Rig {
  test::TempDir dir;
  MiniServer server{"task_server", {"--folder", dir.path()}};
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(SystemClock().now());
  std::shared_ptr<spi::Backend> direct = backend_at(server.url());
  std::unique_ptr<MiniServer> proxy;
  std::shared_ptr<spi::Backend> faulty;

  std::shared_ptr<spi::Backend> backend_at(const std::string& url) const {
    return http_task::make_http_task_backend({url, "test", kTimeout}, clock);
  }
  void break_with(const std::string& kind) {
    proxy = std::make_unique<MiniServer>(
        "fault_proxy", std::vector<std::string>{"--upstream", std::to_string(server.port()), "--seed", "1", "--percent",
                                                "100", "--only", kind});
    faulty = backend_at(proxy->url());
  }
  static spi::TaskRequest request(const std::string& key, const std::string& command, const std::string& script = "") {
    spi::TaskRequest request;
    request.key = key;
    request.spec.title = "t";
    request.spec.command = command;
    if (!script.empty()) request.spec.env["TASK_SCRIPT"] = script;
    return request;
  }
  spi::TaskStatus end_of(const std::string& handle) const {
    for (int i = 0; i < 3'000; ++i) {
      const auto status = direct->get(handle);
      BOOST_REQUIRE(status.has_value());
      if (status->phase == Phase::succeeded || status->phase == Phase::failed) return *status;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    BOOST_FAIL("the task did not end");
    return {};
  }
};

template <class T>
void check_kind(const Result<T>& result, ErrorKind kind, const std::string& what) {
  BOOST_REQUIRE_MESSAGE(!result.has_value(), what);
  BOOST_TEST(kind_facts(result.error().kind).name == kind_facts(kind).name, what);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(http_task_faults, Rig)

BOOST_AUTO_TEST_CASE(an_order_whose_answer_is_lost_is_unknown_and_a_question_is_unanswered) {
  const std::string handle = direct->create(request("r1.0.1", "exit 3")).value();
  end_of(handle);
  int number = 0;
  for (const char* kind : {"reset", "error", "gone_error", "late_error", "cut", "cut_json", "wrong_json"}) {
    break_with(kind);
    const std::string key = "r2.0." + std::to_string(++number);
    check_kind(faulty->create(request(key, "true")), ErrorKind::outcome_unknown, kind);
    check_kind(faulty->cancel(handle), ErrorKind::outcome_unknown, kind);
    check_kind(faulty->get(handle), ErrorKind::unavailable, kind);
    check_kind(faulty->recover("r1.0.1"), ErrorKind::unavailable, kind);
    check_kind(faulty->recover("r9.9.9"), ErrorKind::unavailable, kind);
    check_kind(dynamic_cast<spi::OwnedLister&>(*faulty).list_owned(), ErrorKind::unavailable, kind);
  }
}

BOOST_AUTO_TEST_CASE(silence_is_waited_for_no_longer_than_the_time_out) {
  const std::string handle = direct->create(request("r1.0.1", "true")).value();
  for (const char* kind : {"timeout", "no_answer"}) {
    break_with(kind);
    const auto before = std::chrono::steady_clock::now();
    check_kind(faulty->create(request("r2.0.1", "true")), ErrorKind::outcome_unknown, kind);
    check_kind(faulty->get(handle), ErrorKind::unavailable, kind);
    BOOST_CHECK(std::chrono::steady_clock::now() - before < 4 * kTimeout);
  }
}

BOOST_AUTO_TEST_CASE(a_create_whose_reply_was_lost_is_found_and_not_made_twice) {
  break_with("lost_reply");
  check_kind(faulty->create(request("r1.0.1", "exit 3")), ErrorKind::outcome_unknown, "create");
  const std::string handle = faulty->recover("r1.0.1").value();
  BOOST_TEST(direct->create(request("r1.0.1", "true")).value() == handle);
  BOOST_CHECK(end_of(handle).phase == Phase::failed);
}

BOOST_AUTO_TEST_CASE(a_lost_order_may_still_come_until_it_is_too_late_for_it) {
  break_with("reset");
  check_kind(faulty->create(request("r1.0.1", "true")), ErrorKind::outcome_unknown, "create");
  proxy->signal(SIGHUP);  // everything works from now on
  check_kind(faulty->recover("r1.0.1"), ErrorKind::unavailable, "the order may be under way");
  clock->advance(kTimeout + Millis(1'500));
  check_kind(faulty->recover("r1.0.1"), ErrorKind::not_found, "it is too late for the order");
}

BOOST_AUTO_TEST_CASE(the_server_refuses_an_order_that_comes_too_late) {
  const auto late = std::make_shared<ManualClock>(SystemClock().now() - Millis(60'000));
  const auto backend = http_task::make_http_task_backend({server.url(), "test", kTimeout}, late);
  check_kind(backend->create(request("r1.0.1", "true")), ErrorKind::unavailable, "certainly not made");
  check_kind(direct->recover("r1.0.1"), ErrorKind::not_found, "none was made");
}

BOOST_AUTO_TEST_CASE(a_word_that_nobody_knows_is_unknown) {
  const std::string handle = direct->create(request("r1.0.1", "exit 3")).value();
  end_of(handle);
  break_with("unknown_word");
  for (int i = 0; i < 5; ++i) BOOST_CHECK(faulty->get(handle).value().phase == Phase::unknown);
  const std::string odd = direct->create(request("r1.1.1", "", "banana")).value();
  for (int i = 0; i < 400 && direct->get(odd).value().phase != Phase::unknown; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  BOOST_CHECK(direct->get(odd).value().phase == Phase::unknown);
}

BOOST_AUTO_TEST_CASE(a_status_of_another_object_is_not_believed) {
  const std::string ended = direct->create(request("r1.0.1", "true")).value();
  end_of(ended);
  const std::string open = direct->create(request("r1.1.1", "exec sleep 1000")).value();
  break_with("stale");
  for (int i = 0; i < 40; ++i) {
    (void)faulty->get(ended);
    const auto recovered = faulty->recover("r1.1.1");
    BOOST_TEST((!recovered || recovered->starts_with("r1.1.1@")));
    const auto status = faulty->get(open);
    // Another key's answer is away, another object's is "not there: recover", an older one is unknown.
    const bool verdict = status && (status->phase == Phase::succeeded || status->phase == Phase::failed ||
                                    status->phase == Phase::cancelled);
    BOOST_TEST(!verdict);
    if (!status) {
      const ErrorKind kind = status.error().kind;
      BOOST_CHECK(kind == ErrorKind::unavailable || kind == ErrorKind::not_found);
    }
  }
  while (direct->cancel(open).value() != spi::CancelOutcome::done) std::this_thread::sleep_for(Millis(5));
}

BOOST_AUTO_TEST_CASE(a_handle_of_another_object_leads_to_a_recovery) {
  const std::string handle = direct->create(request("r1.0.1", "exec sleep 1000")).value();
  const std::string other = "r1.0.1@" + std::string(32, '0');
  check_kind(direct->get(other), ErrorKind::not_found, "get");
  check_kind(direct->cancel(other), ErrorKind::not_found, "cancel");
  BOOST_TEST(direct->recover("r1.0.1").value() == handle);
  BOOST_CHECK(direct->get(handle).value().phase == Phase::running);
  while (direct->cancel(handle).value() != spi::CancelOutcome::done) std::this_thread::sleep_for(Millis(5));
}

BOOST_AUTO_TEST_CASE(slow_answers_are_answers) {
  break_with("slow");
  const std::string handle = faulty->create(request("r1.0.1", "exit 3")).value();
  BOOST_CHECK(end_of(handle).phase == Phase::failed);
  BOOST_CHECK(faulty->get(handle).value().phase == Phase::failed);
}

BOOST_AUTO_TEST_CASE(an_outage_says_nothing_about_tasks) {
  break_with("slow");
  const std::string handle = direct->create(request("r1.0.1", "exit 3")).value();
  proxy->signal(SIGUSR1);
  for (int i = 0; i < 400 && faulty->get(handle).has_value(); ++i) std::this_thread::sleep_for(Millis(5));
  check_kind(faulty->get(handle), ErrorKind::unavailable, "get");
  check_kind(faulty->create(request("r1.1.1", "true")), ErrorKind::unavailable, "nobody was there");
  check_kind(faulty->recover("r9.9.9"), ErrorKind::unavailable, "recover");
  check_kind(faulty->cancel(handle), ErrorKind::unavailable, "cancel");
  proxy->signal(SIGUSR2);
  for (int i = 0; i < 400 && !faulty->get(handle).has_value(); ++i) std::this_thread::sleep_for(Millis(5));
  check_kind(faulty->recover("r9.9.9"), ErrorKind::not_found, "the server says so itself");
}

BOOST_AUTO_TEST_CASE(a_refusal_is_for_good) {
  spi::TaskRequest bad = request("r1.0.1", "true");
  bad.spec.files.push_back({"../escape", "x", false});
  check_kind(direct->create(bad), ErrorKind::invalid_argument, "a file outside its folder");
  check_kind(direct->recover("r1.0.1"), ErrorKind::not_found, "none was made");
}

BOOST_AUTO_TEST_SUITE_END()
