// The campaign's store faults: what fails, and whether it was carried out all the same.
#include "core/store/faulty_store.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>

#include "core/base/messages/store.h"
#include "core/store/store_factory.h"
#include "tests/contract/store_samples.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {
namespace {

struct Pair {
  explicit Pair(store::FaultPlan plan) {
    auto url = store::parse_store_url("sqlite://" + (dir / "aiep.db"));
    plain = std::make_shared<store::SqlStore>(std::move(*store::make_database(*url)));
    BOOST_REQUIRE(plain->open().has_value());
    faulty = std::make_unique<store::FaultyStore>(plain, std::move(plan));
  }
  TempDir dir;
  std::shared_ptr<store::SqlStore> plain;
  std::unique_ptr<store::FaultyStore> faulty;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(store_campaign_faults)

BOOST_AUTO_TEST_CASE(only_the_unknown_outcome_was_carried_out) {
  Pair pair({7, 100, ""});
  std::map<int, int> seen;
  for (int i = 0; i < 60; ++i) {
    const std::string id = "e" + std::to_string(i);
    const Status status = pair.faulty->create_experiment(sample_experiment(id), sample_version(id, 1));
    BOOST_REQUIRE(!status);
    ++seen[status.error().code.number];
    const bool unknown = status.error().kind == ErrorKind::outcome_unknown;
    BOOST_TEST(unknown == pair.plain->get_experiment(id).has_value());
  }
  for (Code code : {messages::kStoreBusy, messages::kStoreFull, messages::kStoreIo, messages::kStoreUnreachable,
                    messages::kStoreUnknown}) {
    BOOST_TEST(seen[code.number] > 0, to_string(code) << " never came");
  }
  BOOST_TEST(seen.size() == 5U);
}

BOOST_AUTO_TEST_CASE(what_is_only_read_has_no_unknown_outcome) {
  Pair pair({7, 100, ""});
  for (int i = 0; i < 60; ++i) {
    const auto found = pair.faulty->list_experiments();
    BOOST_REQUIRE(!found);
    BOOST_TEST((found.error().kind == ErrorKind::unavailable));
  }
}

BOOST_AUTO_TEST_CASE(an_error_of_the_store_itself_is_told) {
  Pair pair({7, 100, ""});
  bool told = false;
  for (int i = 0; i < 60 && !told; ++i) {
    const Status status = pair.faulty->delete_experiment("none");
    told = !status && status.error().kind == ErrorKind::not_found;
  }
  BOOST_TEST(told);
}

BOOST_AUTO_TEST_CASE(a_seed_says_which_calls_fail_and_a_log_keeps_them) {
  const TempDir logs;
  std::vector<bool> runs[2];
  for (auto& run : runs) {
    Pair pair({42, 20, logs / "log"});
    for (int i = 0; i < 400; ++i) run.push_back(pair.faulty->list_experiments().has_value());
  }
  BOOST_TEST(runs[0] == runs[1], boost::test_tools::per_element());
  const auto failed = std::count(runs[0].begin(), runs[0].end(), false);
  BOOST_TEST(failed > 40);
  BOOST_TEST(failed < 120);
  std::ifstream log(logs / "log");
  std::string line;
  int lines = 0;
  for (; std::getline(log, line); ++lines) BOOST_TEST(line.ends_with(" list_experiments"));
  BOOST_TEST(lines == 2 * failed);
}

BOOST_AUTO_TEST_CASE(plans_are_read_or_refused) {
  const auto plan = store::parse_fault_plan("seed=12,percent=5,log=/tmp/a=b");
  BOOST_REQUIRE(plan.has_value());
  BOOST_TEST(plan->seed == 12U);
  BOOST_TEST(plan->percent == 5U);
  BOOST_TEST(plan->log == "/tmp/a=b");
  for (const char* wrong : {"percent=101", "percent=x", "seed=", "share=5", "percent=5;seed=1", "5"}) {
    BOOST_TEST(!store::parse_fault_plan(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
