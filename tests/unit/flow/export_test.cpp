#include <boost/test/unit_test.hpp>

#include "tests/unit/flow/support.h"

using namespace aiep;
using namespace aiep::flow;
using namespace aiep::flow::testing;

BOOST_AUTO_TEST_SUITE(flow_export)

namespace {

const char* const kFlow = R"J({"edges":[{"source":"n1","target":"n2","sourceLocation":"left","targetLocation":"right"}],
 "nodes":[{"key":"n1","id":"n1","title":"等待","desc":"d","jobType":"linkis.appconn.datachecker",
   "params":{"variable":{},"configuration":{"special":{"auto.disabled":"true"},"runtime":{"check.object":"a.b{ds=1}"},"startup":{}}},"resources":[]},
  {"key":"n2","id":"n2","title":"no","jobType":"linkis.appconn.qualitis","jobContent":{"ruleGroupId":9007199254740993,
    "text":"line 1\n  line 2\n\n\ttab\n","odd":" \nx","crlf":"a\r\nb","empty":"","space":"a\n   \nb","yes":"yes","num":"012",
    "list":[1,[],{},[1,[2,"x: y"]],{"a":{"b":null}}],"nul":"\u0000","emoji":"😀 # no: comment","f":1e400},
    "layout":{"x":1.5,"y":2},"resources":""}],
 "global_variables":[{"type":"number","key":"rate","value":0.10},{"type":"string","key":"s","value":"007"}],
 "props":[{"user.to.proxy":"alice"}],"updateTime":1697163846877,"scheduleParams":{"proxyuser":"alice"}})J";

const char* const kExperiment = R"(apiVersion: aiep/v1
kind: Experiment
metadata: {name: churn, group: gp, description: about}
variables: [{name: rate, type: number, default: 0.10}, {name: must, type: string}]
nodes:
  - {title: wait, type: data_checker, with: {objects: [d.t, "d.u{ds=${run_date}}"], timeout: 1h30m}}
  - {title: odd, type: data_checker, with: {objects: [d.t], timeout: 1s}}
  - title: train
    id: t1
    type: python
    description: trains
    needs: [wait]
    with: {source: train.py, command: python3 x.py}
    env: {RATE: "${rate}"}
    retries: 2
    timeout: 30m
    resources: {cpu: 1, memory: 1Gi, gpu: 0}
    disabled: true
  - {title: done, type: command, needs: [train, odd], with: {run: "echo done"}}
  - {title: sub, type: experiment, needs: [done], with: {experiment: other, version: 3}}
)";

std::string describe(const ExperimentSpec& spec, bool with_form) {
  std::string out = spec.name + "|" + spec.group + "|" + spec.description + "\n";
  for (const auto& [key, value] : spec.props) out += "prop " + key + "=" + value + "\n";
  for (const Variable& v : spec.variables)
    out += "var " + v.name + ":" + v.type + "=" + v.value.value_or("<none>") + "\n";
  for (const Node& n : spec.nodes) {
    out += "node " + n.id + "|" + n.title + "|" + types().find(n.type) + "|" + n.description + "|";
    for (const std::string& need : n.needs) out += need + ",";
    if (with_form)
      out += "|" + n.type + "|" + n.options + "|" + n.content + "|" + n.runtime + "|" + n.startup + "|" + n.special;
    for (const auto& [key, value] : n.env) out += "|" + key + "=" + value;
    out += "|" + std::to_string(n.retries) + "|" + std::to_string(n.timeout.value_or(Millis(0)).count()) + "|" +
           std::to_string(n.resources.cpu_milli.value_or(0)) + "|" +
           std::to_string(n.resources.memory_bytes.value_or(0)) + "|" + std::to_string(n.resources.gpu) +
           (n.disabled ? "|off\n" : "|on\n");
  }
  return out;
}

std::string convert(SourceFormat from, std::string text, std::vector<AttachedFile> files = {}) {
  const SourceFormat to = from == SourceFormat::yaml ? SourceFormat::flowjson : SourceFormat::yaml;
  const auto converted = export_document({from, std::move(text), "", std::move(files)}, to);
  BOOST_REQUIRE_MESSAGE(converted.has_value(), converted.error().message());
  return *converted;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_same_format_is_the_same_bytes) {
  for (const std::string text : {"\xEF\xBB\xBF{ \"nodes\" : [ ] }\r\n", "{not even json"}) {
    BOOST_TEST(export_document({SourceFormat::flowjson, text, "", {}}, SourceFormat::flowjson).value() == text);
  }
}

BOOST_AUTO_TEST_CASE(flowjson_survives_yaml_and_back) {
  const ParseResult before = parse_json(kFlow);
  BOOST_REQUIRE_MESSAGE(before.ok(), lines(before));
  const std::string yaml = convert(SourceFormat::flowjson, kFlow);
  const ParseResult between = parse_yaml(yaml);
  BOOST_REQUIRE_MESSAGE(between.ok(), lines(between) + yaml);
  const std::string unnamed = "unnamed" + describe(before.spec, true);
  BOOST_TEST(describe(between.spec, true) == unnamed);
  const std::string again = convert(SourceFormat::yaml, yaml);
  const ParseResult after = parse_json(again);
  BOOST_REQUIRE_MESSAGE(after.ok(), lines(after) + again);
  BOOST_TEST(describe(after.spec, true) == unnamed);
  for (const char* kept :
       {"\"sourceLocation\": \"left\"", "\"proxyuser\": \"alice\"", "1697163846877", "\"x\": 1.5", "1e400"}) {
    BOOST_TEST((again.find(kept) != std::string::npos), kept << " is missing in\n" << again);
  }
}

BOOST_AUTO_TEST_CASE(an_experiment_becomes_what_dss_reads) {
  const std::vector<AttachedFile> files{{"train.py", "print('hi')\n"}};
  const ParseResult before = parse_yaml(kExperiment, files);
  BOOST_REQUIRE_MESSAGE(before.ok(), lines(before));
  const std::string flow = convert(SourceFormat::yaml, kExperiment, files);
  const ParseResult after = parse_json(flow);
  BOOST_REQUIRE_MESSAGE(after.ok(), lines(after) + flow);
  BOOST_TEST(describe(after.spec, false) == describe(before.spec, false));
  BOOST_TEST(node(after, "wait").runtime ==
             R"({"check.object":"d.t","check.object.01":"d.u{ds=${run_date}}","max.check.hours":"1.5"})");
  BOOST_TEST(node(after, "odd").type == "data_checker");
  BOOST_TEST(node(after, "odd").options == R"({"objects":["d.t"],"timeout":"1s"})");
  BOOST_TEST(node(after, "train").content ==
             R"J({"ManiFest":{"script":{"source_code":"print('hi')\n","command":"python3 x.py"}}})J");
  BOOST_TEST(node(after, "train").special == R"({"auto.disabled":"true"})");
  BOOST_TEST(node(after, "done").content == R"({"code":"echo done"})");
  BOOST_TEST(node(after, "sub").options == R"({"experiment":"other","version":3})");
  const ParseResult once_more = parse_yaml(convert(SourceFormat::flowjson, flow));
  BOOST_REQUIRE_MESSAGE(once_more.ok(), lines(once_more));
  BOOST_TEST(describe(once_more.spec, true) == describe(after.spec, true));
}

BOOST_AUTO_TEST_CASE(options_that_the_wire_form_cannot_say_stay_options) {
  struct Row {
    const char* node;
    const char* type;
    const char* runtime;
  };
  const Row rows[] = {
      {R"(data_checker, with: {objects: [d.t, d.u], source: maskdb, poll: 1m})", "linkis.appconn.datachecker",
       R"({"check.object":"d.t","source.type":"maskdb","check.object.01":"d.u","source.type.01":"maskdb","query.frequency":"60000"})"},
      {R"(data_checker, with: {objects: [d.t], rung: files})", "data_checker", "{}"},
      {R"(data_checker, with: {objects: [d.t], timeout: 25h})", "data_checker", "{}"},
      {R"(data_checker, with: {objects: [d.t], poll: 500ms})", "data_checker", "{}"},
      {R"(data_checker, with: {objects: ["d.t{a=b c}"]})", "data_checker", "{}"},
      {R"(python, with: {source_code: x, image: i})", "linkis.appconn.mlflow.python", "{}"},
      {R"(python, with: {source_code: x, gpu_type: i})", "python", "{}"},
      {R"(command, with: {run: x, shell: bash})", "command", "{}"},
      {R"(experiment, with: {experiment: e})", "experiment", "{}"},
      {R"(command)", "command", "{}"}};
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.node) {
      const std::string yaml =
          "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: x}\nnodes:\n- {title: a, type: " +
          std::string(row.node) + "}\n";
      const ParseResult before = parse_yaml(yaml);
      const ParseResult after = parse_json(convert(SourceFormat::yaml, yaml));
      BOOST_REQUIRE_MESSAGE(after.ok(), lines(after));
      BOOST_TEST(after.spec.nodes.at(0).type == row.type);
      BOOST_TEST(after.spec.nodes.at(0).runtime == row.runtime);
      const bool own_form = after.spec.nodes.at(0).type == before.spec.nodes.at(0).type;
      BOOST_TEST(after.spec.nodes.at(0).options == (own_form ? before.spec.nodes.at(0).options : "{}"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_broken_version_is_not_converted) {
  const auto result = export_document({SourceFormat::flowjson, "{\"nodes\":[{}]}", "", {}}, SourceFormat::yaml);
  BOOST_REQUIRE(!result.has_value());
  BOOST_TEST(to_string(result.error().code) == "AIEP-0158");
  BOOST_TEST(result.error().place.path == "$.nodes[0]");
}

BOOST_AUTO_TEST_CASE(referenced_files_are_listed_once) {
  BOOST_TEST(referenced_files(kExperiment) == std::vector<std::string>{"train.py"}, boost::test_tools::per_element());
  const std::vector<std::string> names = referenced_files(
      R"({"nodes":[{"resources":[{"fileName":"b.sh"},{"fileName":"a.py"}]},{"resources":""},{"resources":[{"fileName":"b.sh"}]}]})");
  BOOST_TEST(names == (std::vector<std::string>{"b.sh", "a.py"}), boost::test_tools::per_element());
  BOOST_TEST(referenced_files("{broken").empty());
}

BOOST_AUTO_TEST_SUITE_END()
