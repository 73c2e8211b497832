#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/node_types/support.h"

using namespace aiep;
using namespace aiep::test;
using nlohmann::json;

namespace {

constexpr const char* kWire = "linkis.appconn.mlss";

json payload(const Node& node) { return json::parse(compiled(node).payload); }

std::string experiment(const std::string& content) { return payload(wire_node(kWire, content))["experiment"]; }

}  // namespace

BOOST_AUTO_TEST_SUITE(experiment_node)

BOOST_AUTO_TEST_CASE(becomes_a_run_of_another_experiment) {
  const Node node =
      yaml_node("experiment", R"({"experiment":"churn","version":"v2","variables":{"rate":0.25,"day":"1","on":true}})");
  BOOST_TEST(problems(node) == "");
  const spi::TaskSpec spec = compiled(node);
  BOOST_TEST(spec.backend == "experiment");
  BOOST_TEST(spec.payload ==
             R"({"experiment":"churn","variables":{"day":"1","on":"true","rate":"0.25"},"version":"v2"})");
}

BOOST_AUTO_TEST_CASE(ids_stay_as_written) {
  BOOST_TEST(experiment(R"({"expId":16777217})") == "16777217");
  BOOST_TEST(experiment(R"({"expId":9007199254740993})") == "9007199254740993");
  BOOST_TEST(experiment(R"({"expId":123456789012345678901234567890})") == "123456789012345678901234567890");
  BOOST_TEST(experiment(R"({"expId":12.0})") == "12");
  BOOST_TEST(experiment(R"({"expId":"0012"})") == "0012");
  BOOST_TEST(payload(yaml_node("experiment", R"({"experiment":16777217})"))["experiment"] == "16777217");
  BOOST_TEST(payload(yaml_node("experiment",
                               R"({"experiment":"a","variables":{"id":9007199254740993}})"))["variables"]["id"] ==
             "9007199254740993");
}

BOOST_AUTO_TEST_CASE(an_id_of_the_platform_is_found_by_its_name) {
  const json all = payload(wire_node(kWire, R"({"expId":4711,"expName":"churn","more":{"expId":1}})"));
  BOOST_TEST(all["experiment"] == "churn");
  BOOST_TEST(all["platform_id"] == "4711");
  const std::string own = "0123456789abcdef0123456789abcdef";
  const json ours = payload(wire_node(kWire, R"({"expName":"churn","expId":")" + own + "\"}"));
  BOOST_TEST(ours["experiment"] == own);
  BOOST_TEST(!ours.contains("platform_id"));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong) {
  const std::string at = "$.nodes[0].with";
  BOOST_TEST(problems(yaml_node("experiment", "{}")) == "0704 " + at);
  BOOST_TEST(problems(yaml_node("experiment", R"({"experiment":""})")) == "0704 " + at);
  BOOST_TEST(problems(yaml_node("experiment", R"({"experiment":"a","version":"newest"})")) ==
             "0712 " + at + ".version");
  BOOST_TEST(problems(yaml_node("experiment", R"({"experiment":"a","version":"${v}"})")) == "");
  BOOST_TEST(problems(yaml_node("experiment", R"({"experiment":"a","variables":["x"]})")) ==
             "0703 " + at + ".variables");
  BOOST_TEST(problems(yaml_node("experiment", R"({"experiment":"a","variables":{"x":[1],"y":null,"z":1}})")) ==
             "0718 " + at + ".variables.x; 0718 " + at + ".variables.y");
  BOOST_TEST(problems(wire_node(kWire, "{\"expId\":null}")) == "0715 $.nodes[0].jobContent");
  BOOST_TEST(problems(wire_node(kWire, "[]")) == "0713 $.nodes[0].jobContent");
}

BOOST_AUTO_TEST_SUITE_END()
