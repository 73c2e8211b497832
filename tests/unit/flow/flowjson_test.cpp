#include <boost/test/unit_test.hpp>

#include "tests/unit/flow/support.h"

using namespace aiep;
using namespace aiep::flow;
using namespace aiep::flow::testing;

BOOST_AUTO_TEST_SUITE(flowjson)

namespace {

const char* const kChurn = R"J({
  "edges": [{"source": "k1", "target": "n2", "sourceLocation": "bottom", "targetLocation": "top"},
            {"source": "n1", "target": "n2"}],
  "nodes": [
    {"id": "n1", "key": "k1", "title": "等待", "desc": "", "jobType": "linkis.appconn.datachecker", "jobContent": null,
     "params": {"configuration": {"special": {"auto.disabled": "true"}, "startup": null,
                "runtime": {"check.object": "d.t{ds=${run_date}}", "id": 9007199254740993}}}, "resources": ""},
    {"key": "n2", "title": "训练 😀 'a' \"b\" ../x; rm", "type": "linkis.appconn.mlflow.python",
     "jobContent": {"Manifest": {"script": {"source_code": "print(1)"}, "big": 1e400, "id": 12.0}},
     "resources": [{"fileName": "a.py", "resourceId": "r", "version": "v1"}], "layout": {"x": 1.5}}],
  "props": [{"user.to.proxy": "alice", "x": 1}, {"alpha": "1"}, {"x": "2"}],
  "global_variables": [{"type": "number", "key": "rate", "value": 0.10}, {"key": "m", "type": "model", "value": {"id": 1}},
                       {"key": "s"}],
  "contextID": "{\"type\":\"HAWorkFlowContextID\",\"value\":\"{\\\"flow\\\":\\\"churn\\\"}\"}"
})J";

}  // namespace

BOOST_AUTO_TEST_CASE(reads_what_dss_and_prophecis_write) {
  const ParseResult result = parse_json(kChurn, {{"a.py", "print(2)"}});
  BOOST_TEST(lines(result) == "");
  BOOST_REQUIRE(result.spec.nodes.size() == 2u);
  const Node& wait = result.spec.nodes[0];
  BOOST_TEST(wait.disabled);
  BOOST_TEST(wait.content == "");
  BOOST_TEST(wait.startup == "{}");
  BOOST_TEST(wait.runtime == R"({"check.object":"d.t{ds=${run_date}}","id":9007199254740993})");
  const Node& train = result.spec.nodes[1];
  BOOST_TEST(train.id == "n2");
  BOOST_TEST(train.type == "linkis.appconn.mlflow.python");
  BOOST_TEST(train.content == R"J({"Manifest":{"script":{"source_code":"print(1)"},"big":1e400,"id":12.0}})J");
  BOOST_TEST(train.needs == std::vector<std::string>{"n1"}, boost::test_tools::per_element());
  BOOST_REQUIRE(train.files.size() == 1u);
  BOOST_TEST(train.files[0].content == "print(2)");
  BOOST_TEST(train.place.line == 8);
  BOOST_TEST(train.place.path == "$.nodes[1]");
  BOOST_TEST(result.spec.name == "churn");
  BOOST_TEST(result.spec.props.at("x") == "2");
  BOOST_TEST(result.spec.props.at("user.to.proxy") == "alice");
  BOOST_REQUIRE(result.spec.variables.size() == 3u);
  BOOST_TEST(result.spec.variables[0].value.value() == "0.10");
  BOOST_TEST(result.spec.variables[1].value.value() == R"({"id":1})");
  BOOST_TEST(!result.spec.variables[2].value.has_value());
}

BOOST_AUTO_TEST_CASE(a_stored_flow_may_hold_almost_nothing) {
  for (const char* text :
       {"{}", R"({"nodes":null,"edges":null,"props":null,"resources":null})", "\xEF\xBB\xBF{\"nodes\":[]}"}) {
    const ParseResult result = parse_json(text);
    BOOST_TEST(lines(result) == "");
    BOOST_TEST(result.spec.nodes.empty());
  }
}

BOOST_AUTO_TEST_CASE(job_content_may_be_a_text) {
  const ParseResult result = parse_json(
      R"({"nodes":[{"id":"a","title":"a","jobType":"command","jobContent":"{\"code\": \"ls\"}"},
                   {"id":"b","title":"b","jobType":"command","jobContent":"ls {x"}]})");
  BOOST_TEST(lines(result) == "");
  BOOST_TEST(node(result, "a").content == R"({"code":"ls"})");
  BOOST_TEST(node(result, "b").content == R"("ls {x")");
}

BOOST_AUTO_TEST_CASE(types_that_cannot_run_are_one_warning_each) {
  const ParseResult result = parse_json(
      R"({"nodes":[{"id":"a","title":"a","jobType":"linkis.appconn.qualitis"},{"id":"b","title":"b","jobType":"linkis.appconn.qualitis"}]})");
  BOOST_TEST(result.ok());
  BOOST_TEST(
      lines(result) ==
      "warning AIEP-0147 1:43 $.nodes[0].jobType type `linkis.appconn.qualitis` cannot be run here (2 node(s))\n");
}

BOOST_AUTO_TEST_CASE(all_problems_at_once_in_order_of_place) {
  const ParseResult result = parse_json(R"({"nodes":[
 {"id":"a","title":"x","jobType":"command"},
 {"id":"a","title":"x","jobType":"command"},
 {"title":"y\nz"},
 {"id":"c","title":"c","jobType":"command"}],
"edges":[{"source":"a","target":"nowhere"},{"source":"gone","target":"a"},{"source":"c","target":"c"}, {"target":"a"}],
"global_variables":[{"key":"v"},{"key":"v","type":"strin"},{"key":"n","type":"number","value":"x1"}]})");
  BOOST_TEST(!result.ok());
  BOOST_TEST(lines(result) ==
             "AIEP-0141 3:8 $.nodes[1].id id `a` is taken by the node in line 2\n"
             "AIEP-0140 3:20 $.nodes[1].title title `x` is taken by the node in line 2\n"
             "AIEP-0126 4:2 $.nodes[2] `id` is missing\n"
             "AIEP-0126 4:2 $.nodes[2] `jobType` is missing\n"
             "AIEP-0128 4:11 $.nodes[2].title `title` holds a newline or another control character\n"
             "AIEP-0142 6:33 $.edges[0].target no node `nowhere`\n"
             "AIEP-0142 6:54 $.edges[1].source no node `gone`\n"
             "AIEP-0145 6:75 $.edges[2] node `c` needs itself\n"
             "AIEP-0126 6:104 $.edges[3] `source` is missing\n"
             "AIEP-0150 7:40 $.global_variables[1].key variable `v` is already defined in line 7\n"
             "AIEP-0151 7:51 $.global_variables[1].type variable `v` has the unknown type `strin`\n"
             "AIEP-0152 7:95 $.global_variables[2].value variable `n` is a number, `x1` is none\n");
}

BOOST_AUTO_TEST_CASE(each_cycle_is_named_by_its_path) {
  std::string nodes;
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    nodes += std::string(nodes.empty() ? "" : ",") + R"({"id":")" + id + R"(","title":"T)" + id +
             R"(","jobType":"command"})";
  }
  const ParseResult result = parse_json("{\"nodes\":[" + nodes + R"(],"edges":[
{"source":"a","target":"b"},{"source":"b","target":"c"},
{"source":"c","target":"a"},
{"source":"d","target":"e"},{"source":"a","target":"b"},
{"source":"e","target":"d"}]})");
  BOOST_TEST(lines(result) ==
             "AIEP-0146 3:1 $.edges[2] cycle: Ta → Tb → Tc → Ta\n"
             "AIEP-0146 5:1 $.edges[5] cycle: Td → Te → Td\n");
}

BOOST_AUTO_TEST_CASE(a_long_cycle_is_shown_by_its_beginning) {
  std::string nodes, edges;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i), comma = i == 0 ? "" : ",";
    nodes += comma + R"({"id":")" + id + R"(","title":"t)" + id + R"(","jobType":"command"})";
    edges += comma + R"({"source":")" + id + R"(","target":")" + std::to_string((i + 1) % 1000) + R"("})";
  }
  const std::string found = lines(parse_json("{\"nodes\":[" + nodes + "],\"edges\":[" + edges + "]}"));
  BOOST_TEST((found.find("cycle: t0 → t1 → t2") != std::string::npos), found);
  BOOST_TEST((found.find("t19 → … (980) → t0\n") != std::string::npos), found);
}

BOOST_AUTO_TEST_CASE(dependencys_count_only_where_no_edge_is) {
  const std::string nodes = R"("nodes":[{"id":"1","title":"a","jobType":"command"},
    {"id":"2","title":"b","jobType":"command","dependencys":["a"]}])";
  BOOST_TEST(node(parse_json("{" + nodes + "}"), "b").needs.size() == 1u);
  const ParseResult with_edges = parse_json("{" + nodes + R"(,"edges":[{"source":"2","target":"1"}]})");
  BOOST_TEST(lines(with_edges) == "");
  BOOST_TEST(node(with_edges, "b").needs.empty());
}

BOOST_AUTO_TEST_SUITE_END()
