#include <boost/test/unit_test.hpp>

#include "core/base/files.h"
#include "tests/unit/flow/support.h"

using namespace aiep;
using namespace aiep::flow;
using namespace aiep::flow::testing;

BOOST_AUTO_TEST_SUITE(experiment_yaml)

namespace {

const std::string kHead = "apiVersion: aiep/v1\nkind: Experiment\nmetadata: {name: churn}\n";

const char* const kChurn = R"(apiVersion: aiep/v1
kind: Experiment
metadata: {name: churn, group: gp-demo, description: 流失预测}
variables:
  - {name: rate, type: number, default: 0.10}
  - {name: answer, default: no}
nodes:
  - {title: wait, type: data_checker, with: {objects: ["demo.customers{ds=${run_date}}"], timeout: 2h}}
  - title: train
    type: python
    needs: [wait]
    with: {source: train.py, command: "python3 ${UPLOAD_CODE_DIR}/main.py"}
    env: {RATE: "${rate}", BIG: 9007199254740993}
    retries: 2
    timeout: 1h30m
    resources: {cpu: 0.5, memory: 1.5Gi, gpu: 1}
  - {title: done, type: command, needs: [train, wait, train], with: {run: "echo done"}, disabled: true}
)";

}  // namespace

BOOST_AUTO_TEST_CASE(reads_the_shape_of_the_issue) {
  const ParseResult result = parse_yaml(kChurn, {{"train.py", "print('hi')\n"}});
  BOOST_TEST(lines(result) == "");
  const ExperimentSpec& spec = result.spec;
  BOOST_TEST(spec.name == "churn");
  BOOST_TEST(spec.group == "gp-demo");
  BOOST_TEST(spec.description == "流失预测");
  BOOST_TEST(spec.variables.at(0).value.value() == "0.10");
  BOOST_TEST(spec.variables.at(1).value.value() == "no");
  BOOST_TEST(node(result, "wait").options == R"({"objects":["demo.customers{ds=${run_date}}"],"timeout":"2h"})");
  const Node& train = node(result, "train");
  BOOST_TEST(train.options == R"({"source_code":"print('hi')\n","command":"python3 ${UPLOAD_CODE_DIR}/main.py"})");
  BOOST_TEST(train.files.at(0).name == "train.py");
  BOOST_TEST(train.env.at("BIG") == "9007199254740993");
  BOOST_TEST(train.retries == 2);
  BOOST_TEST(train.timeout.value().count() == 5'400'000);
  BOOST_TEST(train.resources.cpu_milli.value() == 500);
  BOOST_TEST(train.resources.memory_bytes.value() == 1'610'612'736);
  BOOST_TEST(train.resources.gpu == 1);
  BOOST_TEST(node(result, "done").needs == (std::vector<std::string>{"train", "wait"}),
             boost::test_tools::per_element());
  BOOST_TEST(node(result, "done").disabled);
}

BOOST_AUTO_TEST_CASE(all_problems_at_once_with_suggestions) {
  const ParseResult result = parse_yaml(R"(apiVersion: aiep/v2
kind: Experiment
metadata: {nam: churn}
nodes:
  - {title: a, type: pyton, need: [b]}
  - {title: b, type: command, needs: [aaa, zz], retries: -1, timeout: 5, resources: {cpu: lots, memory: 0, gpus: 1}}
  - {title: c, type: python, with: {source: gone.py, source_code: x}, env: {1A: x}}
)");
  BOOST_TEST(lines(result) ==
             "AIEP-0132 1:13 $.apiVersion `apiVersion` must be `aiep/v1`\n"
             "AIEP-0126 3:11 $.metadata `name` is missing\n"
             "AIEP-0131 3:12 $.metadata.nam unknown key `nam`, did you mean `name`?\n"
             "AIEP-0149 5:22 $.nodes[0].type unknown type `pyton`, did you mean `python`?\n"
             "AIEP-0131 5:29 $.nodes[0].need unknown key `need`, did you mean `needs`?\n"
             "AIEP-0144 6:39 $.nodes[1].needs[0] `needs` names `aaa`, no node has that title, did you mean `a`?\n"
             "AIEP-0143 6:44 $.nodes[1].needs[1] `needs` names `zz`, no node has that title\n"
             "AIEP-0133 6:58 $.nodes[1].retries `retries` must be a whole number from 0 to 100\n"
             "AIEP-0134 6:71 $.nodes[1].timeout `5` is not a duration\n"
             "AIEP-0135 6:91 $.nodes[1].resources.cpu `lots` is not an amount of cpu\n"
             "AIEP-0135 6:105 $.nodes[1].resources.memory `0` is not an amount of memory\n"
             "AIEP-0131 6:108 $.nodes[1].resources.gpus unknown key `gpus`, did you mean `gpu`?\n"
             "AIEP-0156 7:37 $.nodes[2].with.source both `source` and `source_code` are given\n"
             "AIEP-0155 7:45 $.nodes[2].with.source file `gone.py` of `source` was not found\n"
             "AIEP-0136 7:77 $.nodes[2].env.1A `1A` is not a name of an environment variable\n");
}

BOOST_AUTO_TEST_CASE(scalars_follow_the_core_schema) {
  const ParseResult result = parse_yaml(
      kHead +
      "nodes:\n- {title: a, type: command, with: {a: no, b: 12.0, c: 0x1F, d: 007, e: True, f: ~, g: '5', h: !!str 5, "
      "i: 9007199254740993, j: 1e400, k: .5, l: 2024-01-01}}\n");
  BOOST_TEST(lines(result) == "");
  BOOST_TEST(
      result.spec.nodes.at(0).options ==
      R"({"a":"no","b":12.0,"c":"0x1F","d":"007","e":true,"f":null,"g":"5","h":"5","i":9007199254740993,"j":1e400,"k":".5","l":"2024-01-01"})");
}

BOOST_AUTO_TEST_CASE(aliases_are_copied_up_to_a_limit) {
  const ParseResult small = parse_yaml(
      kHead + "nodes:\n- {title: a, type: command, with: &w {run: x}}\n- {title: b, type: command, with: *w}\n");
  BOOST_TEST(lines(small) == "");
  BOOST_TEST(small.spec.nodes.at(1).options == R"({"run":"x"})");
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int k = 0; k < 9; ++k) bomb += "," + last;
    bomb += "]\n";
  }
  const ParseResult result = parse_yaml(bomb);
  BOOST_TEST(lines(result) == "AIEP-0120 5:38 $.a4[7] aliases expand to more than 100000 values\n");
}

BOOST_AUTO_TEST_CASE(the_examples_of_the_documentation_are_valid) {
  const std::string page = read_file(std::string(AIEP_SOURCE_DIR) + "/docs/formats.md").value();
  int examples = 0;
  for (std::size_t at = 0; (at = page.find("```yaml\n", at)) != std::string::npos; ++examples) {
    at += 8;
    const ParseResult result = parse_yaml(page.substr(at, page.find("```", at) - at));
    BOOST_TEST(lines(result) == "");
    BOOST_TEST(!result.spec.nodes.empty());
  }
  BOOST_TEST(examples == 2);
}

BOOST_AUTO_TEST_SUITE_END()
