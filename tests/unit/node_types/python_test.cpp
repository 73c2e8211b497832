#include <boost/test/unit_test.hpp>

#include "tests/unit/node_types/support.h"

using namespace aiep;
using namespace aiep::test;

namespace {

constexpr const char* kUsual = "python \"${UPLOAD_CODE_DIR}/main.py\"";
constexpr const char* kWire = "linkis.appconn.mlflow.python";

}  // namespace

BOOST_AUTO_TEST_SUITE(python_node)

BOOST_AUTO_TEST_CASE(writes_its_code_to_main_py) {
  const Node node = yaml_node("python", R"({"source_code":"x = 1\n"})");
  BOOST_TEST(problems(node) == "");
  const spi::TaskSpec spec = compiled(node);
  BOOST_TEST(spec.command == kUsual);
  BOOST_TEST_REQUIRE(spec.files.size() == 1u);
  BOOST_TEST(spec.files[0].path == "main.py");
  BOOST_TEST(spec.files[0].content == "x = 1\n");
  BOOST_TEST(spec.payload == "");
}

BOOST_AUTO_TEST_CASE(keeps_command_image_and_files) {
  Node node =
      yaml_node("python", R"({"source_code":"x","command":"python3 -u ${UPLOAD_CODE_DIR}/main.py","image":"i:1"})");
  node.files.push_back({"lib/tools.py", "y"});
  const spi::TaskSpec spec = compiled(node);
  BOOST_TEST(spec.command == "python3 -u ${UPLOAD_CODE_DIR}/main.py");
  BOOST_TEST(spec.payload == R"({"image":"i:1"})");
  BOOST_TEST_REQUIRE(spec.files.size() == 2u);
  BOOST_TEST(spec.files[0].path == "lib/tools.py");
  BOOST_TEST(spec.files[1].path == "main.py");
}

BOOST_AUTO_TEST_CASE(a_command_alone_is_enough) {
  const spi::TaskSpec spec = compiled(yaml_node("python", R"({"command":"python3 -m this"})"));
  BOOST_TEST(spec.command == "python3 -m this");
  BOOST_TEST(spec.files.empty());
}

BOOST_AUTO_TEST_CASE(a_source_that_was_not_read_is_looked_for_among_the_files) {
  Node node = yaml_node("python", R"({"source":"src/a.py"})");
  BOOST_TEST(problems(node) == "0716 $.nodes[0].with.source");
  node.files.push_back({"src/a.py", "x = 2"});
  BOOST_TEST(problems(node) == "");
  const spi::TaskSpec spec = compiled(node);
  BOOST_TEST_REQUIRE(spec.files.size() == 1u);
  BOOST_TEST(spec.files[0].content == "x = 2");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_its_options) {
  BOOST_TEST(problems(yaml_node("python", "{}")) == "0704 $.nodes[0].with");
  BOOST_TEST(problems(yaml_node("python", R"({"source_code":["x"],"imag":"y"})")) ==
             "0702 $.nodes[0].with.imag; 0703 $.nodes[0].with.source_code");
}

BOOST_AUTO_TEST_CASE(reads_the_manifest_in_each_spelling) {
  for (const char* spelling : {"ManiFest", "Manifest", "manifest"}) {
    BOOST_TEST_CONTEXT(spelling) {
      const Node node =
          wire_node(kWire, std::string("{\"") + spelling +
                               R"(":{"meta_data":{"name":"n"},"image":"i:2","script":{"source_code":"x = 3",)"
                               R"("command":"python ${UPLOAD_CODE_DIR}/main.py"}}})");
      BOOST_TEST(problems(node) == "");
      const spi::TaskSpec spec = compiled(node);
      BOOST_TEST(spec.command == kUsual);
      BOOST_TEST(spec.files.at(0).content == "x = 3");
      BOOST_TEST(spec.payload == R"({"image":"i:2"})");
    }
  }
  const Node text = wire_node(kWire, R"({"ManiFest":"{\"script\":{\"source_code\":\"x = 4\"}}"})");
  BOOST_TEST(compiled(text).files.at(0).content == "x = 4");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_manifest) {
  const std::string at = "$.nodes[0].jobContent.ManiFest";
  BOOST_TEST(problems(wire_node(kWire, "")) == "0715 $.nodes[0].jobContent");
  BOOST_TEST(problems(wire_node(kWire, R"({"ManiFest":[]})")) == "0718 " + at);
  BOOST_TEST(problems(wire_node(kWire, R"({"ManiFest":{}})")) == "0715 " + at);
  BOOST_TEST(problems(wire_node(kWire, R"({"ManiFest":{"script":1,"image":2}})")) ==
             "0718 " + at + ".image; 0718 " + at + ".script");
  BOOST_TEST(problems(wire_node(kWire, R"({"ManiFest":{"script":{}}})")) == "0715 " + at + ".script");
  BOOST_TEST(problems(wire_node(kWire, R"({"ManiFest":{"script":{"source_code":1,"command":[]}}})")) ==
             "0718 " + at + ".script.source_code; 0718 " + at + ".script.command");
}

BOOST_AUTO_TEST_CASE(reads_what_a_manifest_asks_for) {
  auto asked = [](const std::string& resources) {
    return wire_node(kWire, R"({"ManiFest":{"script":{"source_code":"x"},"compute_resources":)" + resources +
                                R"(,"storage":{"mapping_path":"/data"}}})");
  };
  for (const char* form : {R"({"cpus":1.5,"memory":"2Gi","gpus":1})", R"({"cpu_num":"1500m","memory":2,"gpu_num":"1"})",
                           R"({"worker":{"nums":1,"cpu":1.5,"memory":" 2048 Mi","gpu":1.0}})"}) {
    BOOST_TEST_CONTEXT(form) {
      const spi::TaskSpec spec = compiled(asked(form));
      BOOST_TEST((spec.resources.cpu_milli == 1500));
      BOOST_TEST((spec.resources.memory_bytes == 2'147'483'648));
      BOOST_TEST(spec.resources.gpu == 1);
      BOOST_TEST(spec.payload == R"({"storage":{"mapping_path":"/data"}})");
    }
  }
  const spi::TaskSpec none = compiled(asked("null"));
  BOOST_TEST((!none.resources.cpu_milli && !none.resources.memory_bytes && none.resources.gpu == 0));
  const std::string wrong = "0712 $.nodes[0].jobContent.ManiFest.compute_resources";
  BOOST_TEST(problems(asked(R"({"cpus":"many","memory":"2XB","gpus":0.5})")) == wrong + "; " + wrong + "; " + wrong);
  BOOST_TEST(problems(asked(R"({"cpus":0,"memory":-1,"gpus":[]})")) == wrong + "; " + wrong + "; " + wrong);
  BOOST_TEST(problems(asked(R"({"memory":"${size}"})")) == "");
}

BOOST_AUTO_TEST_CASE(reads_a_script_node_of_dss) {
  Node node = wire_node("linkis.python.python", R"({"script":"a.py"})");
  BOOST_TEST(problems(node) == "0716 $.nodes[0].jobContent.script");
  node.files.push_back({"a.py", "x = 5"});
  node.files.push_back({"b.py", "pass"});
  const spi::TaskSpec spec = compiled(node);
  BOOST_TEST(spec.command == kUsual);
  BOOST_TEST_REQUIRE(spec.files.size() == 2u);
  BOOST_TEST(spec.files[0].path == "b.py");
  BOOST_TEST(spec.files[1].content == "x = 5");
  BOOST_TEST(compiled(wire_node("linkis.python.python", R"({"code":"x = 6"})")).files.at(0).content == "x = 6");
}

BOOST_AUTO_TEST_CASE(placeholders_in_code_that_are_not_ours_stay) {
  const auto keys = type_of("python").program_text_keys();
  BOOST_TEST(std::count(keys.begin(), keys.end(), "source_code") == 1);
  BOOST_TEST(std::count(keys.begin(), keys.end(), "command") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
