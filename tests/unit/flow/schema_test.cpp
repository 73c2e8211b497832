/// docs/schema/experiment.schema.json and the reader agree on every document of tests/cases/flow/documents.txt:
/// good ones pass both, bad ones neither; those of kind `meaning` need more than a schema can say.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "core/base/files.h"
#include "core/flow/document.h"
#include "tests/unit/flow/support.h"

using namespace aiep;
using namespace aiep::flow;
using namespace aiep::flow::testing;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(experiment_schema)

namespace {

json schema_document() {
  return json::parse(read_file(std::string(AIEP_SOURCE_DIR) + "/docs/schema/experiment.schema.json").value());
}

struct Case {
  std::string kind, name, text;
};

std::vector<Case> cases() {
  std::istringstream in(read_file(std::string(AIEP_SOURCE_DIR) + "/tests/cases/flow/documents.txt").value());
  std::vector<Case> out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("### ")) {
      const std::size_t blank = line.find(' ', 4);
      out.push_back({line.substr(4, blank - 4), line.substr(blank + 1), ""});
    } else {
      out.back().text += line + "\n";
    }
  }
  return out;
}

bool passes(const valijson::Schema& schema, const std::string& yaml) {
  Tree tree;
  Report report("");
  read_tree(yaml, SourceFormat::yaml, tree, report);
  BOOST_REQUIRE(tree.root != nullptr);
  const json document = json::parse(to_json(*tree.root));
  const valijson::adapters::NlohmannJsonAdapter adapter(document);
  valijson::Validator validator;
  return validator.validate(schema, adapter, nullptr);
}

void check_described(const json& part, const std::string& path) {
  const auto properties = part.find("properties");
  if (properties == part.end()) return;
  for (const auto& [name, value] : properties->items()) {
    const std::string text = value.value("description", "");
    BOOST_TEST((text.find(" / ") != std::string::npos), path + "." + name + " needs `English / 中文`");
    check_described(value, path + "." + name);
    if (value.contains("items")) check_described(value["items"], path + "." + name + "[]");
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(schema_and_reader_agree) {
  const json text = schema_document();
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  const std::vector<Case> all = cases();
  BOOST_TEST(all.size() > 80u);
  for (const Case& item : all) {
    BOOST_TEST_CONTEXT(item.kind << " " << item.name) {
      const ParseResult result = parse_yaml(item.text);
      BOOST_TEST(result.ok() == (item.kind == "good"), lines(result));
      BOOST_TEST(passes(schema, item.text) == (item.kind != "bad"));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_property_is_described_in_both_languages) { check_described(schema_document(), "$"); }

BOOST_AUTO_TEST_SUITE_END()
