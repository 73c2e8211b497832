#include "apps/aiep_node/run/options.h"

#include <boost/test/unit_test.hpp>

#include "core/base/messages/general.h"

namespace aiep::agent {

BOOST_AUTO_TEST_SUITE(agent_options)

BOOST_AUTO_TEST_CASE(all_options) {
  const auto options = parse_run_options({"--experiment",
                                          "churn@v3",
                                          "--workspace=/w",
                                          "--var",
                                          "a=1",
                                          "--var",
                                          "b=x=y",
                                          "--date",
                                          "20260131",
                                          "--zone",
                                          "Asia/Shanghai",
                                          "--backend",
                                          "mock",
                                          "--policy",
                                          "stop",
                                          "--on-lost",
                                          "keep-and-adopt",
                                          "--on-retry",
                                          "new-run",
                                          "--lease",
                                          "5s",
                                          "--patience",
                                          "1m",
                                          "--lang",
                                          "zh",
                                          "--page",
                                          "https://p",
                                          "--host",
                                          "mock",
                                          "--properties",
                                          "f"});
  BOOST_REQUIRE(options.has_value());
  BOOST_TEST(options->run.experiment == "churn");
  BOOST_TEST(options->run.version == "v3");
  BOOST_TEST(options->workspace == "/w");
  BOOST_TEST(options->run.variables.at("b") == "x=y");
  BOOST_TEST(options->run.date == "20260131");
  BOOST_TEST(options->run.zone == "Asia/Shanghai");
  BOOST_TEST(options->run.backend == "mock");
  BOOST_TEST(options->run.policy == "stop");
  BOOST_TEST((options->on_lost == LostPolicy::keep_and_adopt));
  BOOST_TEST((options->on_retry == RetryPolicy::new_run));
  BOOST_TEST(options->lease.count() == 5'000);
  BOOST_TEST(options->patience.count() == 60'000);
  BOOST_TEST(options->page == "https://p");
  BOOST_TEST(options->host == "mock");
  BOOST_TEST(options->properties == "f");
}

BOOST_AUTO_TEST_CASE(defaults) {
  const auto options = parse_run_options({"--file", "a.yaml"});
  BOOST_REQUIRE(options.has_value());
  BOOST_TEST(options->lease.count() == 60'000);
  BOOST_TEST(options->patience.count() == 900'000);
  BOOST_TEST((options->on_lost == LostPolicy::cancel));
  BOOST_TEST((options->on_retry == RetryPolicy::retry_from_failed));
  BOOST_TEST(options->host == "generic");
}

BOOST_AUTO_TEST_CASE(a_name_with_an_at_sign_that_is_no_version) {
  BOOST_TEST(parse_run_options({"--experiment", "a@b"})->run.experiment == "a@b");
  BOOST_TEST(parse_run_options({"--experiment", "a@b@v2"})->run.experiment == "a@b");
}

BOOST_AUTO_TEST_CASE(mistakes_are_usage_errors) {
  const std::vector<std::vector<std::string>> wrong{{},
                                                    {"--experiment"},
                                                    {"--experiment", "a", "--file", "b"},
                                                    {"--experiment", "a", "--server", "unix:/s", "--workspace", "/w"},
                                                    {"--experiment", "a", "--lease", "60"},
                                                    {"--experiment", "a", "--lease", "10ms"},
                                                    {"--experiment", "a", "--lease", "1d"},
                                                    {"--experiment", "a", "--var", "x"},
                                                    {"--experiment", "a", "--var", "=x"},
                                                    {"--experiment", "a", "--on-lost", "explode"},
                                                    {"--experiment", "a", "--on-retry", "never"},
                                                    {"--experiment", "a", "--policy", "maybe"},
                                                    {"--experiment", "a", "--lang", "fr"},
                                                    {"churn"}};
  for (const auto& words : wrong) {
    const auto options = parse_run_options(words);
    BOOST_TEST_CONTEXT((words.empty() ? "" : words.back())) {
      BOOST_REQUIRE(!options.has_value());
      BOOST_TEST((options.error().kind == ErrorKind::invalid_argument));
    }
  }
  const auto near = parse_run_options({"--experment", "a"});
  BOOST_REQUIRE(!near.has_value());
  BOOST_TEST((near.error().code == messages::kOptionUnknownNear));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::agent
