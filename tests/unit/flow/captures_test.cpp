/// The platform's own files, where they are at hand; own files of the same shape are in flowjson_test.cpp.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>

#include "core/base/files.h"
#include "tests/unit/flow/support.h"

using namespace aiep;
using namespace aiep::flow;
using namespace aiep::flow::testing;

BOOST_AUTO_TEST_SUITE(captures)

namespace {

/// "" where the recorded data is not beside the checkout.
std::string capture(const std::string& name) {
  const char* given = std::getenv("AIEP_SHARED");
  const std::string shared = given != nullptr ? given : std::string(AIEP_SOURCE_DIR) + "/../shared";
  const std::string path = shared + "/captures/flowjson/" + name;
  if (!std::filesystem::exists(path)) {
    BOOST_TEST_MESSAGE("not checked, absent: " + path);
    BOOST_TEST(true);
    return {};
  }
  return read_file(path).value();
}

std::size_t edge_count(const ExperimentSpec& spec) {
  std::size_t count = 0;
  for (const Node& node : spec.nodes) count += node.needs.size();
  return count;
}

void check(const std::string& name, std::size_t nodes, std::size_t edges) {
  const std::string text = capture(name);
  if (text.empty()) return;
  const ParseResult result = parse_json(text);
  BOOST_TEST(result.ok(), lines(result));
  BOOST_TEST(result.spec.nodes.size() == nodes);
  BOOST_TEST(edge_count(result.spec) == edges);
  BOOST_TEST(result.spec.props.at("user.to.proxy") == "user01");
  const SourceDocument document{SourceFormat::flowjson, text, "", {}};
  BOOST_TEST((export_document(document, SourceFormat::flowjson).value() == text));
  const std::string yaml = export_document(document, SourceFormat::yaml).value();
  const ParseResult again = parse_yaml(yaml);
  BOOST_REQUIRE_MESSAGE(again.ok(), lines(again));
  BOOST_REQUIRE(again.spec.nodes.size() == nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    BOOST_TEST(again.spec.nodes[i].needs == result.spec.nodes[i].needs, boost::test_tools::per_element());
    BOOST_TEST(again.spec.nodes[i].content == result.spec.nodes[i].content);
    BOOST_TEST(again.spec.nodes[i].runtime == result.spec.nodes[i].runtime);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(workflow01) { check("dss-workflow01.json", 124, 172); }
BOOST_AUTO_TEST_CASE(workflow02) { check("dss-workflow02.json", 201, 229); }

BOOST_AUTO_TEST_SUITE_END()
