#include "core/engine/json_text.h"

#include <boost/test/unit_test.hpp>

using aiep::Result;
using aiep::engine::map_json_strings;

namespace {

Result<std::string> shout(const std::string& key, const std::string& value) {
  return key == "keep" ? value : value + "!" + key;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_text)

BOOST_AUTO_TEST_CASE(only_string_values_change) {
  const std::string text =
      R"({ "a": "x", "n": 9007199254740993, "f":1.50e400, "keep":["y", {"z": "w"}], "b":[true,"q"] })";
  const auto out = map_json_strings(text, shout);
  BOOST_REQUIRE(out.has_value());
  BOOST_TEST(*out ==
             R"({ "a": "x!a", "n": 9007199254740993, "f":1.50e400, "keep":["y", {"z": "w!z"}], "b":[true,"q!b"] })");
}

BOOST_AUTO_TEST_CASE(escapes_survive_and_new_quotes_are_escaped) {
  const auto out = map_json_strings(
      R"({"a":"say \"hi\"\n\u4e2d","keep":"\u4e2d\/"})",
      [](const std::string& key, const std::string& v) -> Result<std::string> { return key == "a" ? v + "\"" : v; });
  BOOST_REQUIRE(out.has_value());
  BOOST_TEST(*out == "{\"a\":\"say \\\"hi\\\"\\n\xe4\xb8\xad\\\"\",\"keep\":\"\\u4e2d\\/\"}");
}

BOOST_AUTO_TEST_CASE(the_first_failure_comes_back) {
  const auto out = map_json_strings(R"(["a"])", [](const std::string&, const std::string&) -> Result<std::string> {
    return aiep::make_error(aiep::Code{1}, {"no"});
  });
  BOOST_TEST(!out.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
