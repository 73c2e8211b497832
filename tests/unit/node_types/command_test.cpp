#include <boost/test/unit_test.hpp>

#include "tests/unit/node_types/support.h"

using namespace aiep;
using namespace aiep::test;

BOOST_AUTO_TEST_SUITE(command_node)

BOOST_AUTO_TEST_CASE(runs_its_text) {
  const Node node = yaml_node("command", R"({"run":"echo \"hello\" && false"})");
  BOOST_TEST(problems(node) == "");
  const spi::TaskSpec spec = compiled(node);
  BOOST_TEST(spec.command == "echo \"hello\" && false");
  BOOST_TEST(spec.backend == "");
  BOOST_TEST(spec.files.empty());
}

BOOST_AUTO_TEST_CASE(needs_something_to_run) {
  BOOST_TEST(problems(yaml_node("command", "{}")) == "0704 $.nodes[0].with");
  BOOST_TEST(problems(yaml_node("command", R"({"run":"  \n"})")) == "0704 $.nodes[0].with.run");
  BOOST_TEST(problems(yaml_node("command", R"({"run":["a"]})")) == "0703 $.nodes[0].with.run");
  BOOST_TEST(problems(yaml_node("command", R"({"rum":"a"})")) == "0702 $.nodes[0].with.rum; 0704 $.nodes[0].with");
}

BOOST_AUTO_TEST_CASE(takes_the_code_of_a_shell_node) {
  const Node node = wire_node("linkis.shell.sh", R"({"code":"echo ${HOME}"})");
  BOOST_TEST(problems(node) == "");
  BOOST_TEST(compiled(node).command == "echo ${HOME}");
}

BOOST_AUTO_TEST_CASE(takes_the_script_of_a_shell_node) {
  Node node = wire_node("linkis.shell.sh", R"({"script":"job.sh"})");
  BOOST_TEST(problems(node) == "0716 $.nodes[0].jobContent.script");
  BOOST_TEST(refusal(node) == "0716");
  node.files.push_back({"scripts/job.sh", "echo from a file\n"});
  BOOST_TEST(problems(node) == "");
  const spi::TaskSpec spec = compiled(node);
  BOOST_TEST(spec.command == "sh \"${UPLOAD_CODE_DIR}/main.sh\"");
  BOOST_TEST_REQUIRE(spec.files.size() == 2u);
  BOOST_TEST(spec.files[1].path == "main.sh");
  BOOST_TEST(spec.files[1].content == "echo from a file\n");
}

BOOST_AUTO_TEST_CASE(says_when_a_shell_node_holds_nothing) {
  BOOST_TEST(problems(wire_node("linkis.shell.sh", "")) == "0715 $.nodes[0].jobContent");
  BOOST_TEST(problems(wire_node("linkis.shell.sh", R"({"code":" "})")) == "0715 $.nodes[0].jobContent");
  BOOST_TEST(problems(wire_node("linkis.shell.sh", "[1]")) == "0713 $.nodes[0].jobContent");
}

BOOST_AUTO_TEST_CASE(puts_a_long_text_into_a_file) {
  const std::string text = "echo " + std::string(200'000, 'x');
  const spi::TaskSpec spec = compiled(yaml_node("command", "{\"run\":\"" + text + "\"}"));
  BOOST_TEST(spec.command.size() < 100u);
  BOOST_TEST_REQUIRE(spec.files.size() == 1u);
  BOOST_TEST(spec.files[0].content == text);
}

BOOST_AUTO_TEST_CASE(a_misspelt_variable_is_an_error_in_our_form_only) {
  const auto keys = type_of("command").program_text_keys();
  BOOST_TEST(std::count(keys.begin(), keys.end(), "run") == 0);
  BOOST_TEST(std::count(keys.begin(), keys.end(), "code") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
