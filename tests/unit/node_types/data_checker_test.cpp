#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/node_types/support.h"

using namespace aiep;
using namespace aiep::test;
using nlohmann::json;

namespace {

constexpr const char* kDss = "linkis.appconn.datachecker";
constexpr const char* kMlflow = "linkis.appconn.mlflow.datachecker";
const std::string kRuntime = "$.nodes[0].params.configuration.runtime";

json payload(const Node& node) { return json::parse(compiled(node).payload); }

std::string objects(const Node& node) { return payload(node)["objects"].dump(); }

Node dss(const json& runtime) { return wire_node(kDss, "", runtime.dump()); }

Node mlflow(const json& setting) {
  return wire_node(kMlflow, json{{"ManiFest", {{"meta_data", {{"name", "n"}}}, {"data_setting", setting}}}}.dump());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(data_checker_node)

BOOST_AUTO_TEST_CASE(becomes_a_check) {
  const Node node = yaml_node(
      "data_checker",
      R"({"objects":["db.a{ds=1}","db.b"],"timeout":"2h","rung":"done-flag","poll":"10s","source":"HiveDB"})");
  BOOST_TEST(problems(node) == "");
  const spi::TaskSpec spec = compiled(node);
  BOOST_TEST(spec.backend == "check");
  BOOST_TEST((spec.timeout == Millis(7'200'000)));
  BOOST_TEST(spec.payload ==
             R"({"objects":["db.a{ds=1}","db.b"],"poll_ms":10000,"rung":"done-flag","sources":["hivedb","hivedb"]})");
}

BOOST_AUTO_TEST_CASE(has_defaults) {
  const spi::TaskSpec spec = compiled(yaml_node("data_checker", R"({"objects":["db.a"]})"));
  BOOST_TEST((spec.timeout == Millis(3'600'000)));
  BOOST_TEST(spec.payload == R"({"objects":["db.a"],"poll_ms":5000,"rung":"exists","sources":[""]})");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_its_options) {
  const std::string at = "$.nodes[0].with";
  auto said = [](const char* options) { return problems(yaml_node("data_checker", options)); };
  BOOST_TEST(said("{}") == "0704 " + at);
  BOOST_TEST(said(R"({"objects":[]})") == "0704 " + at + ".objects");
  BOOST_TEST(said(R"({"objects":"db.a"})") == "0703 " + at + ".objects");
  BOOST_TEST(said(R"({"objects":["db.a"],"timeout":60})") == "0703 " + at + ".timeout");
  BOOST_TEST(said(R"({"objects":["db.a"],"timeout":"0s","poll":"1ms","rung":"rows","source":"oracle"})") ==
             "0712 " + at + ".source; 0712 " + at + ".timeout; 0712 " + at + ".poll; 0712 " + at + ".rung");
  BOOST_TEST(said(R"({"objects":["db.a{ds=}","db.b","c"]})") ==
             "0606 " + at + ".objects[0]; 0600 " + at + ".objects[2]");
}

BOOST_AUTO_TEST_CASE(placeholders_are_judged_when_they_are_filled) {
  BOOST_TEST(problems(yaml_node(
                 "data_checker",
                 R"({"objects":["db.a{ds=${run_date-1}}","${db}.b{d=&{yyyyMMdd%-1d}}"],"timeout":"${t}"})")) == "");
  BOOST_TEST(problems(yaml_node("data_checker", R"({"objects":["db.a{ds=${run_date}"]})")) ==
             "0602 $.nodes[0].with.objects[0]");
  BOOST_TEST(refusal(yaml_node("data_checker", R"({"objects":["db.a{ds=2024/01/01}"]})")) == "0603");
  BOOST_TEST(refusal(yaml_node("data_checker", R"({"objects":["db.a{ds=${left}}"]})")) == "0609");
}

BOOST_AUTO_TEST_CASE(reads_the_manifest_of_the_platform) {
  const Node node =
      mlflow({{"check_timeout", 7200}, {"data_source", "MaskDB"}, {"database_table_objects", {"db.a{ds=1}", "db.b"}}});
  BOOST_TEST(problems(node) == "");
  BOOST_TEST(objects(node) == R"(["db.a{ds=1}","db.b"])");
  BOOST_TEST(payload(node)["sources"].dump() == R"(["maskdb","maskdb"])");
  BOOST_TEST((compiled(node).timeout == Millis(7'200'000)));
  BOOST_TEST(
      (compiled(mlflow({{"check_timeout", "90"}, {"database_table_objects", {"db.a"}}})).timeout == Millis(90'000)));
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_manifest) {
  const std::string at = "$.nodes[0].jobContent.ManiFest.data_setting";
  BOOST_TEST(problems(wire_node(kMlflow, R"({"ManiFest":{"meta_data":{}}})")) == "0715 " + at);
  BOOST_TEST(problems(mlflow({{"check_timeout", 60}})) == "0715 " + at);
  BOOST_TEST(problems(mlflow({{"check_timeout", 86401}, {"database_table_objects", {"db.a"}}})) ==
             "0712 " + at + ".check_timeout");
  BOOST_TEST(problems(mlflow({{"check_timeout", 0}, {"database_table_objects", {"db.a", 5}}})) ==
             "0712 " + at + ".check_timeout; 0718 " + at + ".database_table_objects[1]");
  BOOST_TEST(problems(mlflow({{"data_source", "x"}, {"database_table_objects", {"a"}}})) ==
             "0712 " + at + ".database_table_objects[0]; 0600 " + at + ".database_table_objects[0]");
}

BOOST_AUTO_TEST_CASE(reads_the_keys_of_dss) {
  const Node node = dss({{"source.type", "hivedb"},
                         {"check.object", "db.a{ds=20240101}"},
                         {"max.check.hours", "2.5"},
                         {"query.frequency", "60000"},
                         {"job.desc", "check.object.01=db.b{ds='1'/ h=2}\nsource.type.01=bdp\ncheck.object.02=db.c"}});
  BOOST_TEST(problems(node) == "");
  const json all = payload(node);
  BOOST_TEST(all["objects"].dump() == R"(["db.a{ds=20240101}","db.b{ds='1'/h=2}","db.c"])");
  BOOST_TEST(all["sources"].dump() == R"(["hivedb","maskdb",""])");
  BOOST_TEST(all["poll_ms"] == 60000);
  BOOST_TEST((compiled(node).timeout == Millis(9'000'000)));
}

BOOST_AUTO_TEST_CASE(reads_job_desc_as_it_was_published) {
  const Node node = dss({{"job.desc", "source.type.01=job;check.object.01=db.a{ds=1};check.object.02=db.a{ds=1}; "}});
  BOOST_TEST(objects(node) == R"(["db.a{ds=1}"])");
  BOOST_TEST(payload(node)["sources"].dump() == R"(["hivedb"])");
  // As in DSS: a row without a key is no property, and a property of job.desc wins.
  BOOST_TEST(objects(dss({{"check.object", "db.a"}, {"job.desc", "db.b{ds='1'}\n"}})) == R"(["db.a"])");
  BOOST_TEST(objects(dss({{"check.object", "db.a"}, {"job.desc", "check.object=db.b"}})) == R"(["db.b"])");
}

BOOST_AUTO_TEST_CASE(values_of_dss_may_have_any_scalar_type) {
  const Node node =
      dss({{"check.object", "db.a"}, {"max.check.hours", 3}, {"query.frequency", 10}, {"job.desc", nullptr}});
  BOOST_TEST(problems(node) == "");
  BOOST_TEST((compiled(node).timeout == Millis(10'800'000)));
  BOOST_TEST(payload(node)["poll_ms"] == 1000);  // at most one look a second
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_the_keys_of_dss) {
  BOOST_TEST(problems(dss(json::object())) == "0715 " + kRuntime);
  BOOST_TEST(problems(dss({{"check.object", ""}})) == "0715 " + kRuntime);
  for (const char* hours : {"25", "0", "-1", "soon", "nan", "1h"}) {
    BOOST_TEST_CONTEXT(hours) {
      BOOST_TEST(problems(dss({{"check.object", "db.a"}, {"max.check.hours", hours}})) ==
                 "0712 " + kRuntime + "['max.check.hours']");
    }
  }
  BOOST_TEST(problems(dss({{"check.object", "db.a"}, {"query.frequency", "5s"}})) ==
             "0712 " + kRuntime + "['query.frequency']");
  BOOST_TEST(problems(dss({{"check.object.01", "db.a{1}"}, {"source.type.01", "oracle"}})) ==
             "0712 " + kRuntime + "['check.object.01']; 0603 " + kRuntime + "['check.object.01']");
}

BOOST_AUTO_TEST_SUITE_END()
