#include <boost/test/unit_test.hpp>

#include "tests/unit/node_types/support.h"

using namespace aiep;
using namespace aiep::test;

BOOST_AUTO_TEST_SUITE(template_node)

BOOST_AUTO_TEST_CASE(greets) {
  const spi::TaskSpec spec = compiled(yaml_node("hello", R"({"greeting":"`rm -rf .`","times":3})"));
  BOOST_TEST(spec.env.at("GREETING") == "`rm -rf .`");
  BOOST_TEST(spec.env.at("TIMES") == "3");
  BOOST_TEST(spec.command.find("rm -rf") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
  BOOST_TEST(problems(yaml_node("hello", "{}")) == "0704 $.nodes[0].with");
  BOOST_TEST(problems(yaml_node("hello", R"({"greeting":"a","times":0})")) == "0712 $.nodes[0].with.times");
  BOOST_TEST(problems(yaml_node("hello", R"({"greeting":"a","times":"two"})")) == "0703 $.nodes[0].with.times");
}

BOOST_AUTO_TEST_CASE(a_filled_placeholder_is_judged_like_a_number) {
  BOOST_TEST(problems(yaml_node("hello", R"({"greeting":"a","times":"${n}"})")) == "");
  BOOST_TEST(compiled(yaml_node("hello", R"({"greeting":7,"times":"12"})")).env.at("TIMES") == "12");
  BOOST_TEST(refusal(yaml_node("hello", R"({"greeting":"a","times":"101"})")) == "0712");
}

BOOST_AUTO_TEST_SUITE_END()
