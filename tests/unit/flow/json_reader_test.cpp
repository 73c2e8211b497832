#include "core/flow/json_reader.h"

#include <boost/test/unit_test.hpp>

#include "core/base/messages/flow.h"

using namespace aiep;
using namespace aiep::flow;

BOOST_AUTO_TEST_SUITE(json_reader)

namespace {

std::string round_trip(std::string_view text) {
  Tree tree;
  Report report("f");
  read_json(text, tree, report);
  return tree.root == nullptr ? "refused" : to_json(*tree.root);
}

Error first_fault(std::string_view text) {
  Tree tree;
  Report report("f");
  read_json(text, tree, report);
  const auto problems = report.take();
  BOOST_REQUIRE_MESSAGE(!problems.empty(), text);
  return problems.front().error;
}

}  // namespace

BOOST_AUTO_TEST_CASE(numbers_stay_as_written) {
  for (const char* text : {"[9007199254740993,16777217,1e400,12.0,-0,-0.0,1E+5,0.10,123456789012345678901234567890]"}) {
    BOOST_TEST(round_trip(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(order_and_texts_survive) {
  BOOST_TEST(round_trip(" { \"b\" : 1 , \"a\" : [ true , false , null , { } , [ ] ] } ") ==
             "{\"b\":1,\"a\":[true,false,null,{},[]]}");
  BOOST_TEST(round_trip("\"a\\u00e9\\n\\\"\\\\\\/\\ud83d\\ude00\"") == "\"a\xC3\xA9\\n\\\"\\\\/\xF0\x9F\x98\x80\"");
  BOOST_TEST(round_trip("\"\\u0000\\u001f\"") == "\"\\u0000\\u001f\"");
}

BOOST_AUTO_TEST_CASE(faults_name_code_and_place) {
  struct Row {
    const char* text;
    Code code;
    int line, column;
    const char* path;
  };
  const Row rows[] = {
      {"{\"a\":1,}", messages::kJsonUnexpected, 1, 8, "$"},
      {"{\"a\":\n  [1,\n   2 3]}", messages::kJsonUnexpected, 3, 6, "$.a[2]"},
      {"{\"a\":{\"b\":[0,{\"c\":tru}]}}", messages::kJsonUnexpected, 1, 19, "$.a.b[1].c"},
      {"[1", messages::kJsonEnd, 1, 3, "$[1]"},
      {"{\"a", messages::kJsonEnd, 1, 4, "$"},
      {"[\"a\nb\"]", messages::kJsonStringControl, 1, 4, "$[0]"},
      {"[012]", messages::kJsonNumber, 1, 2, "$[0]"},
      {"[1.]", messages::kJsonNumber, 1, 2, "$[0]"},
      {"[-]", messages::kJsonNumber, 1, 2, "$[0]"},
      {"[\"\\x\"]", messages::kJsonEscape, 1, 3, "$[0]"},
      {"[\"\\ud800\"]", messages::kJsonEscape, 1, 3, "$[0]"},
      {"[\"\\ud800\\u0041\"]", messages::kJsonEscape, 1, 3, "$[0]"},
      {"{} {}", messages::kJsonTrailing, 1, 4, "$"},
      {"", messages::kJsonEnd, 1, 1, "$"},
      {"{\"a\":1, \"b\":2,\n \"a\":3}", messages::kFlowDuplicateKey, 2, 2, "$.a"},
      {"{\"x.y\":[{\"a\":1,\"a\":1}]}", messages::kFlowDuplicateKey, 1, 16, "$['x.y'][0].a"},
  };
  for (const Row& row : rows) {
    const Error error = first_fault(row.text);
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_TEST(to_string(error.code) == to_string(row.code));
      BOOST_TEST(error.place.line == row.line);
      BOOST_TEST(error.place.column == row.column);
      BOOST_TEST(error.place.path == row.path);
    }
  }
}

BOOST_AUTO_TEST_CASE(nesting_has_a_limit) {
  const std::string open(200, '['), close(200, ']');
  BOOST_TEST(round_trip(open + close) == open + close);
  BOOST_TEST(to_string(first_fault(std::string(10000, 0x5B)).code) == to_string(messages::kFlowTooDeep));
}

BOOST_AUTO_TEST_SUITE_END()
