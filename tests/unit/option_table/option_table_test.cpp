#include "apps/option_table/option_table.h"

#include <boost/test/unit_test.hpp>

#include "core/base/messages/general.h"

namespace aiep {
namespace {

struct Table {
  bool help = false;
  std::string name;
  int count = -1;
  Millis time{-1};
  std::vector<std::string> rest;
  OptionTable table{.flags = {{"--help", &help}},
                    .valued = {{"--name", text_option("--name", name)},
                               {"--count", number_option("--count", 1, count)},
                               {"--time", duration_option("--time", Millis{0}, Millis{60'000}, time)}},
                    .argument = [this](const std::string& word) {
                      rest.push_back(word);
                      return Status{};
                    }};

  /// "" = it was read.
  std::string code(const std::vector<std::string>& words) {
    const Status read = read_options(table, words);
    return read ? "" : to_string(read.error().code);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(option_table, Table)

BOOST_AUTO_TEST_CASE(values_stand_behind_a_blank_or_an_equals_sign) {
  BOOST_TEST(code({"--name", "a", "x", "--count=3", "--time", "0", "y", "--name=b=c"}) == "");
  BOOST_TEST(name == "b=c");
  BOOST_TEST(count == 3);
  BOOST_TEST(time.count() == 0);
  BOOST_TEST(rest == (std::vector<std::string>{"x", "y"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_flag_ends_the_reading) {
  BOOST_TEST(code({"--help", "--nonsense"}) == "");
  BOOST_TEST(help);
}

BOOST_AUTO_TEST_CASE(each_mistake_has_its_error) {
  BOOST_TEST(code({"--nam", "a"}) == to_string(messages::kOptionUnknownNear));
  BOOST_TEST(code({"--zzzzzzzz", "a"}) == to_string(messages::kOptionUnknown));
  BOOST_TEST(code({"--name"}) == to_string(messages::kOptionValueMissing));
  for (const char* words : {"--name=", "--count=0", "--count=1x", "--count=", "--time=61s", "--time=1", "--time="}) {
    BOOST_TEST_CONTEXT(words) BOOST_TEST(code({words}) == to_string(messages::kOptionValueChoice));
  }
  table.argument = {};
  BOOST_TEST(code({"word"}) == to_string(messages::kArgumentTooMany));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep
