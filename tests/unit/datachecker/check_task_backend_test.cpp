#include "datachecker/check_task_backend.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/messages/checker.h"
#include "datachecker/object.h"

namespace {

using namespace aiep;
using nlohmann::json;
using spi::Phase;
using spi::Verdict;

/// Answers as told; shared by all sources that the factory makes.
struct Script {
  std::map<std::string, Verdict> verdicts;  ///< by canonical text; others are absent
  bool down = false;
  int looks = 0;
  std::string asked_dir;
};

class Scripted final : public spi::CheckBackend {
 public:
  explicit Scripted(Script& script) : script_(script) {}
  Result<std::vector<spi::ObjectAnswer>> ask(const std::vector<spi::ObjectQuestion>& questions) override {
    ++script_.looks;
    if (script_.down) return make_error(messages::kWarehouseGone, {"/w", "input/output error"});
    std::vector<spi::ObjectAnswer> answers;
    for (const spi::ObjectQuestion& question : questions) {
      spi::ObjectAnswer answer;
      const auto found = script_.verdicts.find(check::to_text(question));
      answer.verdict = found == script_.verdicts.end() ? Verdict::absent : found->second;
      answer.evidence = "seen";
      answers.push_back(answer);
    }
    return answers;
  }

 private:
  Script& script_;
};

struct Waiting {
  Script script;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(from_ms(1'706'000'000'000));
  std::shared_ptr<spi::Backend> backend = make();

  std::shared_ptr<spi::Backend> make() {
    return check::make_check_backend(
        [this](const std::string& data_dir) {
          script.asked_dir = data_dir;
          return std::make_unique<Scripted>(script);
        },
        clock);
  }
  spi::TaskRequest request(std::vector<std::string> objects = {"demo.a{ds=1}", "demo.b"}) {
    spi::TaskRequest request;
    request.key = "run1.n1.1";
    request.data_dir = "/data";
    request.started_at = clock->now();
    request.deadline = clock->now() + Millis(60'000);
    request.spec.payload = json{{"objects", objects}, {"rung", "exists"}, {"poll_ms", 5000}}.dump();
    return request;
  }
  std::string created(std::vector<std::string> objects = {"demo.a{ds=1}", "demo.b"}) {
    auto handle = backend->create(request(std::move(objects)));
    BOOST_TEST_REQUIRE(handle.has_value());
    return *handle;
  }
  spi::TaskStatus get(const std::string& handle) {
    auto status = backend->get(handle);
    BOOST_TEST_REQUIRE(status.has_value());
    return *status;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(check_task_backend, Waiting)

BOOST_AUTO_TEST_CASE(waits_names_what_is_missing_and_succeeds) {
  const std::string handle = created();
  spi::TaskStatus status = get(handle);
  BOOST_TEST((status.phase == Phase::waiting_for_data));
  BOOST_TEST(status.reason == "missing: demo.a{ds=1}; demo.b");
  BOOST_TEST((status.next_look == clock->now() + Millis(5000)));
  BOOST_TEST(script.asked_dir == "/data");

  script.verdicts["demo.b"] = Verdict::present;
  clock->advance(Millis(5000));
  BOOST_TEST(get(handle).reason == "missing: demo.a{ds=1}");

  script.verdicts["demo.a{ds=1}"] = Verdict::present;
  clock->advance(Millis(5000));
  status = get(handle);
  BOOST_TEST((status.phase == Phase::succeeded));
  BOOST_TEST(status.reason == "arrived by rung exists: demo.a{ds=1} (seen); demo.b (seen)");
  BOOST_TEST(!status.next_look);
}

BOOST_AUTO_TEST_CASE(the_reason_stays_while_nothing_changes) {
  const std::string handle = created();
  const std::string first = get(handle).reason;
  for (int i = 0; i < 3; ++i) {
    clock->advance(Millis(5000));
    BOOST_TEST(get(handle).reason == first);
  }
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_before_the_next_look) {
  const std::string handle = created();
  get(handle);
  clock->advance(Millis(4999));
  script.verdicts = {{"demo.a{ds=1}", Verdict::present}, {"demo.b", Verdict::present}};
  BOOST_TEST((get(handle).phase == Phase::waiting_for_data));
  BOOST_TEST(script.looks == 1);
  clock->advance(Millis(1));
  BOOST_TEST((get(handle).phase == Phase::succeeded));
  BOOST_TEST(script.looks == 2);
}

BOOST_AUTO_TEST_CASE(fails_at_the_deadline_after_one_more_look) {
  const std::string handle = created();
  clock->advance(Millis(57'000));
  BOOST_TEST((get(handle).next_look == clock->now() + Millis(3000)));  // the deadline, not the poll after it
  clock->advance(Millis(3000));
  const spi::TaskStatus status = get(handle);
  BOOST_TEST((status.phase == Phase::failed));
  BOOST_TEST(status.reason == "time limit over; missing: demo.a{ds=1}; demo.b");

  const std::string lucky = created();
  clock->advance(Millis(60'000));
  script.verdicts = {{"demo.a{ds=1}", Verdict::present}, {"demo.b", Verdict::present}};
  BOOST_TEST((get(lucky).phase == Phase::succeeded));
}

BOOST_AUTO_TEST_CASE(trouble_is_neither_arrival_nor_absence) {
  const std::string handle = created();
  script.down = true;
  spi::TaskStatus status = get(handle);
  BOOST_TEST((status.phase == Phase::unknown));
  BOOST_TEST(status.reason.find("input/output error") != std::string::npos);
  BOOST_TEST(status.next_look.has_value());

  script.down = false;
  script.verdicts = {{"demo.a{ds=1}", Verdict::unknown}, {"demo.b", Verdict::present}};
  clock->advance(Millis(5000));
  BOOST_TEST((get(handle).phase == Phase::unknown));

  script.verdicts["demo.b"] = Verdict::absent;
  clock->advance(Millis(5000));
  status = get(handle);
  BOOST_TEST((status.phase == Phase::waiting_for_data));
  BOOST_TEST(status.reason == "missing: demo.b; cannot be told now: demo.a{ds=1}: seen");

  script.down = true;
  clock->advance(Millis(60'000));
  status = get(handle);
  BOOST_TEST((status.phase == Phase::failed));
  BOOST_TEST(status.reason.find("time limit over; cannot be told now") == 0u);
}

BOOST_AUTO_TEST_CASE(what_can_never_arrive_fails_at_once) {
  script.verdicts["demo.b"] = Verdict::refused;
  const spi::TaskStatus status = get(created());
  BOOST_TEST((status.phase == Phase::failed));
  BOOST_TEST(status.reason == "can never arrive: demo.b: seen");
}

BOOST_AUTO_TEST_CASE(a_handle_outlives_the_process) {
  const std::string handle = created();
  get(handle);
  clock->advance(Millis(1000));
  auto restarted = make();
  auto status = restarted->get(handle);
  BOOST_TEST_REQUIRE(status.has_value());
  BOOST_TEST(status->reason == "missing: demo.a{ds=1}; demo.b");
  clock->advance(Millis(59'000));
  BOOST_TEST((restarted->get(handle)->phase == Phase::failed));  // the same absolute deadline
}

BOOST_AUTO_TEST_CASE(nothing_is_left_behind) {
  const std::string handle = created();
  auto found = backend->recover("run1.n1.1");
  BOOST_TEST_REQUIRE(!found);
  BOOST_TEST((found.error().kind == ErrorKind::not_found));
  BOOST_TEST(created() == handle);  // creating again is the same check
  BOOST_TEST(!backend->capabilities().logs);
}

BOOST_AUTO_TEST_CASE(cancel_is_done_at_once) {
  const std::string handle = created();
  get(handle);
  for (int i = 0; i < 2; ++i) {
    auto outcome = backend->cancel(handle);
    BOOST_TEST_REQUIRE(outcome.has_value());
    BOOST_TEST((*outcome == spi::CancelOutcome::done));
    BOOST_TEST((get(handle).phase == Phase::cancelled));
  }
  BOOST_TEST(script.looks == 1);
}

BOOST_AUTO_TEST_CASE(without_a_deadline_it_waits_on) {
  spi::TaskRequest open = request();
  open.deadline.reset();
  auto handle = backend->create(open);
  BOOST_TEST_REQUIRE(handle.has_value());
  clock->advance(Millis(1'000'000'000));
  BOOST_TEST((get(*handle).phase == Phase::waiting_for_data));
}

BOOST_AUTO_TEST_CASE(values_survive_the_handle) {
  const std::string text = "demo.a{k%3A1='a/b }'/c=北京/d=__HIVE_DEFAULT_PARTITION__}";
  script.verdicts[check::to_text(*check::parse_object(text))] = Verdict::present;
  BOOST_TEST((get(created({text})).phase == Phase::succeeded));
}

BOOST_AUTO_TEST_CASE(bad_requests_are_refused) {
  auto code_of = [this](const std::string& payload, const std::string& data_dir = "/data") {
    spi::TaskRequest bad = request();
    bad.spec.payload = payload;
    bad.data_dir = data_dir;
    auto handle = backend->create(bad);
    BOOST_TEST_REQUIRE(!handle, payload);
    return handle.error().code.number;
  };
  BOOST_TEST(code_of("") == messages::kCheckPayload.number);
  BOOST_TEST(code_of("[]") == messages::kCheckPayload.number);
  BOOST_TEST(code_of("{}") == messages::kCheckPayload.number);
  BOOST_TEST(code_of(R"({"objects":[]})") == messages::kCheckPayload.number);
  BOOST_TEST(code_of(R"({"objects":[1]})") == messages::kCheckPayload.number);
  BOOST_TEST(code_of(R"({"objects":["a.b"],"rung":"soon"})") == messages::kCheckPayload.number);
  BOOST_TEST(code_of(R"({"objects":["a.b"],"rung":5})") == messages::kCheckPayload.number);
  BOOST_TEST(code_of(R"({"objects":["a.b{ds=}"]})") == messages::kObjectEmptyValue.number);
  BOOST_TEST(code_of(R"({"objects":["a.b"]})", "") == messages::kCheckNoWarehouse.number);
  auto status = backend->get("not a handle");
  BOOST_TEST_REQUIRE(!status);
  BOOST_TEST(status.error().code.number == messages::kCheckPayload.number);
}

BOOST_AUTO_TEST_CASE(a_handle_has_a_largest_size) {
  std::vector<std::string> objects(5000, "demo.table_with_a_long_name{ds=20240101}");
  auto handle = backend->create(request(objects));
  BOOST_TEST_REQUIRE(!handle);
  BOOST_TEST(handle.error().code.number == messages::kCheckTooLarge.number);
  BOOST_TEST(handle.error().message().find("5000 objects") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
