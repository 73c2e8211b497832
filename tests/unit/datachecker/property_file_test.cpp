#include "datachecker/dialect/property_file.h"

#include <boost/test/unit_test.hpp>

#include "core/base/messages/check_dialect.h"

namespace {

using namespace aiep;

/// `key|value` of each property, or the code of the error and its place.
std::string read(const std::string& text) {
  auto file = check::parse_properties("f", text);
  if (!file) {
    return std::to_string(file.error().code.number) + " at " + std::to_string(file.error().place.line) + ":" +
           std::to_string(file.error().place.column);
  }
  std::string out;
  for (const check::Property& property : file->properties) {
    out += (out.empty() ? "" : " ; ") + property.key.text + "|" + property.value.text;
    BOOST_TEST(property.key.at.size() == property.key.text.size() + 1);
    BOOST_TEST(property.value.at.size() == property.value.text.size() + 1);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(property_file)

BOOST_AUTO_TEST_CASE(reads_as_java_does) {
  BOOST_TEST(read("") == "");
  BOOST_TEST(read("a=1\nb:2\nc 3\nd\ne=") == "a|1 ; b|2 ; c|3 ; d| ; e|");
  BOOST_TEST(read("  a \t = \f 1 2  \n") == "a|1 2  ");
  BOOST_TEST(read("a==1\na2:=1\na3 = = 1") == "a|=1 ; a2|=1 ; a3|= 1");
  BOOST_TEST(read("# x=1\n  ! y=2\n\n\r\n\ta=1\rb=2") == "a|1 ; b|2");
  BOOST_TEST(read("a=1\\\n   2\\\r\n\t3\\\r4") == "a|1234");
  BOOST_TEST(read("a\\\n  b=1") == "ab|1");
  BOOST_TEST(read("a=1\\\\\nb=2") == "a|1\\ ; b|2");
  BOOST_TEST(read("a=1\\\n# no comment") == "a|1# no comment");
  BOOST_TEST(read("a\\ b\\:c\\=d=1\\t\\n\\q") == "a b:c=d|1\t\nq");
  BOOST_TEST(read("a=\\u5E93\\u0041\\ud83d\\ude00") == "a|库A😀");
  BOOST_TEST(read("\xEF\xBB\xBF"
                  "a=库") == "a|库");
  BOOST_TEST(read("a=1\\") == "a|1");
}

BOOST_AUTO_TEST_CASE(refuses_what_java_would_misread) {
  BOOST_TEST(read("a=1\nb=x\\u12G4") == "650 at 2:4");
  BOOST_TEST(read("a=\\u123") == "650 at 1:3");
  BOOST_TEST(read("a=\\ud83d") == "650 at 1:3");
  BOOST_TEST(read("a=\\ud83d\\u0041") == "650 at 1:3");
  BOOST_TEST(read("a=\\ude00") == "650 at 1:3");
  BOOST_TEST(read("a=1\nb=\xb1\xb1") == "651 at 2:3");
  BOOST_TEST(read("a=\xed\xa0\x80") == "651 at 1:3");
  BOOST_TEST(read("a=\xc0\x80") == "651 at 1:3");
  BOOST_TEST(read("a=\xe5\xba") == "651 at 1:3");
}

BOOST_AUTO_TEST_CASE(knows_where_each_byte_stands) {
  auto file = check::parse_properties("f", "# c\r\na=1\\\n  \\u0032x\n");
  BOOST_TEST_REQUIRE(file.has_value());
  const check::PlacedText& value = file->properties.at(0).value;
  BOOST_TEST(value.text == "12x");
  const auto place = [&](std::size_t i) {
    const Place at = file->place(value.at.at(i));
    return std::to_string(at.line) + ":" + std::to_string(at.column);
  };
  BOOST_TEST(place(0) == "2:3");
  BOOST_TEST(place(1) == "3:3");
  BOOST_TEST(place(2) == "3:9");
  BOOST_TEST(place(3) == "3:10");
}

BOOST_AUTO_TEST_SUITE_END()
