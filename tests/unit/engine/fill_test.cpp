// What a plan does to a node's texts, and how a task is written down.
#include "core/engine/fill.h"

#include <boost/test/unit_test.hpp>

#include "core/base/messages/dates.h"
#include "core/base/messages/engine.h"
#include "core/engine/plan.h"

namespace {

using namespace aiep;

class AnyType final : public spi::NodeType {
 public:
  std::string name() const override { return "any"; }
  std::vector<std::string> wire_types() const override { return {}; }
  std::string description(bool) const override { return ""; }
  std::vector<spi::Option> options() const override { return {}; }
  std::vector<std::string> program_text_keys() const override { return {"script"}; }
  std::vector<Error> check(const Node&) const override { return {}; }
  Result<spi::TaskSpec> compile(const Node&, const spi::CompileContext&) const override { return spi::TaskSpec{}; }
};

dates::Scope scope() {
  dates::Scope scope;
  scope.dates = dates::make_context(TimePoint{}, "Asia/Shanghai", "20240229").value();
  scope.variables["n"] = "7";
  return scope;
}

Status fill(Node& node) { return engine::Filler(scope()).fill(node, AnyType()); }

}  // namespace

BOOST_AUTO_TEST_SUITE(fill_suite)

BOOST_AUTO_TEST_CASE(every_part_of_a_node_is_filled) {
  Node node;
  node.options = R"({"a":"x${n}","${n}":1})";
  node.content = R"({"day":"${run_date}"})";
  node.runtime = R"({"k":["${n}"]})";
  node.env["E"] = "${n}";
  node.files.push_back({"f", "n=${n} ${E} ${other}"});
  BOOST_TEST(engine::Filler::needed(node));
  BOOST_REQUIRE(fill(node).has_value());
  BOOST_TEST(node.options == R"({"a":"x7","${n}":1})");
  BOOST_TEST(node.content == R"({"day":"20240229"})");
  BOOST_TEST(node.runtime == R"({"k":["7"]})");
  BOOST_TEST(node.env["E"] == "7");
  BOOST_TEST(node.files[0].content == "n=7 ${E} ${other}");
  BOOST_TEST(engine::Filler::needed(node));  // the file keeps what is not ours
}

BOOST_AUTO_TEST_CASE(a_placeholder_in_any_part_is_seen) {
  const auto with = [](auto set) {
    Node node;
    BOOST_TEST(!engine::Filler::needed(node));
    set(node);
    return engine::Filler::needed(node);
  };
  BOOST_TEST(with([](Node& node) { node.options = R"({"a":"${n}"})"; }));
  BOOST_TEST(with([](Node& node) { node.content = R"({"a":"${n}"})"; }));
  BOOST_TEST(with([](Node& node) { node.runtime = R"({"a":"${n}"})"; }));
  BOOST_TEST(with([](Node& node) { node.env["A"] = "$${n}"; }));
  BOOST_TEST(with([](Node& node) { node.files.push_back({"f", "${n}"}); }));
}

BOOST_AUTO_TEST_CASE(names_of_the_environment_are_left_to_the_task_but_not_in_the_environment) {
  Node node;
  node.env["MINE"] = "1";
  node.options = R"({"a":"${MINE} ${RESULT_DIR}"})";
  BOOST_REQUIRE(fill(node).has_value());
  BOOST_TEST(node.options == R"({"a":"${MINE} ${RESULT_DIR}"})");
  Node other;
  other.options = R"({"a":"${MINE}"})";
  BOOST_TEST(!fill(other).has_value());
  Node third;
  third.env["A"] = "${RESULT_DIR}";
  BOOST_TEST(!fill(third).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_unknown_stays_in_program_text_only) {
  Node node;
  node.options = R"({"script":"${x}"})";
  BOOST_REQUIRE(fill(node).has_value());
  BOOST_TEST(node.options == R"({"script":"${x}"})");
  node.options = R"({"other":"${x}"})";
  BOOST_TEST(!fill(node).has_value());
}

BOOST_AUTO_TEST_CASE(the_types_that_linkis_fills_have_its_dialect) {
  const auto filled = [](const std::string& type, const std::string& options) {
    Node node;
    node.type = type;
    node.options = options;
    return fill(node) ? node.options : "error";
  };
  const std::string program = R"({"script":"&{yyyyMMdd%-1d} ${run_mon} a&{}"})";
  BOOST_TEST(filled("linkis.shell.sh", program) == R"({"script":"20240228 202402 a"})");
  const std::string untouched = R"({"script":"&{yyyyMMdd%-1d} 202403 a&{}"})";
  for (const char* type : {"any", "linkis.appconn.mlflow.python", "linkis"}) {
    BOOST_TEST(filled(type, program) == untouched, type);
  }
  // What is no program can mean nothing else, whoever runs it.
  const std::string option = R"({"object":"db.t{ds=&{yyyy-MM-dd%-1M}}"})";
  for (const char* type : {"any", "linkis.appconn.datachecker", "linkis.shell.sh"}) {
    BOOST_TEST(filled(type, option) == R"({"object":"db.t{ds=2024-01-29}"})", type);
  }
}

BOOST_AUTO_TEST_CASE(a_plan_knows_which_variables_are_numbers) {
  spi::Registry registry;
  BOOST_REQUIRE(registry.add(std::make_shared<AnyType>()).has_value());
  ExperimentSpec spec;
  spec.variables = {{"n", "number", "7"}, {"text", "string", "7"}, {"far", "number", "1e99999"}};
  spec.nodes.resize(1);
  spec.nodes[0].id = spec.nodes[0].title = "a";
  spec.nodes[0].type = "any";
  const auto problems = [&](const std::string& options, const std::map<std::string, std::string>& given = {}) {
    spec.nodes[0].options = options;
    engine::PlanInput input;
    input.spec = &spec;
    input.registry = &registry;
    input.zone = "UTC";
    input.variables = given;
    const engine::PlanResult planned = engine::make_plan(input);
    return planned.errors.empty() ? "" : to_string(planned.errors.front().code);
  };
  BOOST_TEST(problems(R"({"a":"${n+1} ${text} ${far}"})") == "");
  BOOST_TEST(problems(R"({"a":"${text+1}"})") == to_string(messages::kArithmeticOnText));
  for (const char* number : {"3", "-0.5", "1e-3", "+4", ".5"}) {
    BOOST_TEST(problems("{}", {{"n", number}}) == "", number);
  }
  for (const char* no_number : {"0x1F", "nan", "inf", " 3", "3 ", "", "1e", "."}) {
    BOOST_TEST(problems("{}", {{"n", no_number}}) == to_string(messages::kVariableNotNumber), no_number);
  }
}

BOOST_AUTO_TEST_CASE(a_task_comes_back_from_its_text) {
  spi::TaskSpec spec;
  spec.title = "标题 \"q\" \\ \n\t\x01 {";
  spec.type = "any";
  spec.backend = "check";
  spec.command = "echo '${A}' {";
  spec.files = {{"main.py", "print(\"中\")\r\n", true}, {"b{", "", false}};
  spec.env = {{"A", "1"}, {"B", std::string("nul\0x", 5)}, {"C", "\x7f"}};
  spec.resources.cpu_milli = 1500;
  spec.resources.memory_bytes = std::int64_t{1} << 62;
  spec.resources.gpu = 2;
  spec.timeout = Millis(1800000);
  spec.payload = R"({"a":[1,{"b":"c"}]})";
  const auto back = spi::decode_task(spi::encode(spec));
  BOOST_REQUIRE(back.has_value());
  BOOST_TEST(back->title == spec.title);
  BOOST_TEST(back->type == spec.type);
  BOOST_TEST(back->backend == spec.backend);
  BOOST_TEST(back->command == spec.command);
  BOOST_REQUIRE(back->files.size() == 2u);
  BOOST_TEST(back->files[0].path == "main.py");
  BOOST_TEST(back->files[0].content == spec.files[0].content);
  BOOST_TEST(back->files[0].executable);
  BOOST_TEST(back->files[1].path == "b{");
  BOOST_TEST(!back->files[1].executable);
  BOOST_TEST((back->env == spec.env));
  BOOST_TEST((back->resources.cpu_milli == spec.resources.cpu_milli));
  BOOST_TEST((back->resources.memory_bytes == spec.resources.memory_bytes));
  BOOST_TEST(back->resources.gpu == 2);
  BOOST_TEST((back->timeout == spec.timeout));
  BOOST_TEST(back->payload == spec.payload);
}

BOOST_AUTO_TEST_CASE(an_empty_task_and_bytes_that_are_no_text) {
  const auto empty = spi::decode_task(spi::encode({}));
  BOOST_REQUIRE(empty.has_value());
  BOOST_TEST(empty->env.empty());
  BOOST_TEST(empty->files.empty());
  BOOST_TEST(!empty->timeout.has_value());
  spi::TaskSpec spec;
  spec.command = "a\xff";
  const auto back = spi::decode_task(spi::encode(spec));
  BOOST_REQUIRE(back.has_value());
  BOOST_TEST(back->command == "a\xef\xbf\xbd");
}

BOOST_AUTO_TEST_SUITE_END()
