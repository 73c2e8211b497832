#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/unit/node_types/support.h"

using namespace aiep;

BOOST_AUTO_TEST_SUITE(all_node_types)

BOOST_AUTO_TEST_CASE(describe_themselves_in_both_languages) {
  BOOST_TEST(test::plugins().types().size() >= 5u);
  for (const spi::NodeType* type : test::plugins().types()) {
    BOOST_TEST_CONTEXT(type->name()) {
      BOOST_TEST(!type->description(false).empty());
      BOOST_TEST(type->description(true) != type->description(false));
      std::set<std::string> names;
      for (const spi::Option& option : type->options()) {
        BOOST_TEST_CONTEXT(option.name) {
          BOOST_TEST(names.insert(option.name).second);
          BOOST_TEST(!option.description_en.empty());
          BOOST_TEST(!option.description_zh.empty());
          BOOST_TEST(option.description_zh != option.description_en);
          if (option.required) BOOST_TEST(option.default_value == "");
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(answer_to_the_words_of_the_platform) {
  BOOST_TEST(test::type_of("linkis.shell.sh").name() == "command");
  BOOST_TEST(test::type_of("linkis.appconn.mlflow.python").name() == "python");
  BOOST_TEST(test::type_of("linkis.python.python").name() == "python");
  BOOST_TEST(test::type_of("linkis.appconn.datachecker").name() == "data_checker");
  BOOST_TEST(test::type_of("linkis.appconn.mlflow.datachecker").name() == "data_checker");
  BOOST_TEST(test::type_of("linkis.appconn.mlss").name() == "experiment");
  BOOST_TEST(test::plugins().find_type("linkis.appconn.qualitis") == nullptr);
}

BOOST_AUTO_TEST_CASE(report_every_problem_of_an_option_at_once) {
  for (const spi::NodeType* type : test::plugins().types()) {
    const Node node = test::yaml_node(type->name(), R"({"zzz_unknown":1,"yyy_unknown":2})");
    BOOST_TEST_CONTEXT(type->name()) {
      const std::string said = test::problems(node);
      BOOST_TEST(said.find("$.nodes[0].with.zzz_unknown") != std::string::npos, said);
      BOOST_TEST(said.find("$.nodes[0].with.yyy_unknown") != std::string::npos, said);
    }
  }
}

BOOST_AUTO_TEST_CASE(survive_any_json_in_any_part) {
  const std::vector<std::string> texts{
      "",
      "null",
      "[]",
      "[1]",
      "\"x\"",
      "1",
      "true",
      "{",
      "{\"a\":1}",
      "{\"ManiFest\":1}",
      "{\"ManiFest\":\"{\"}",
      R"({"ManiFest":{"script":[],"data_setting":3,"image":{}}})",
      R"({"manifest":{"data_setting":{"check_timeout":[],"database_table_objects":{}}}})",
      R"({"expId":{},"expName":[],"code":5,"script":{}})",
      R"({"check.object":{},"job.desc":7,"max.check.hours":[],"query.frequency":{}})"};
  for (const spi::NodeType* type : test::plugins().types()) {
    std::vector<std::string> words = type->wire_types();
    words.push_back(type->name());
    for (const std::string& word : words) {
      for (const std::string& options : {std::string("{}"), std::string("[]"), std::string("")}) {
        for (const std::string& text : texts) {
          for (const bool in_runtime : {false, true}) {
            Node node = test::wire_node(word, in_runtime ? "" : text, in_runtime ? text : "{}");
            node.options = options;
            BOOST_TEST_CONTEXT(word << " " << options << " " << text) {
              const bool fine = test::problems(node).empty();
              BOOST_TEST((test::refusal(node) == "compiled") == fine);
            }
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
