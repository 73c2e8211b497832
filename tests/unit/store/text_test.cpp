#include "core/store/text.h"

#include <boost/test/unit_test.hpp>

#include "core/store/schema.h"

namespace aiep::store {

BOOST_AUTO_TEST_SUITE(store_text)

BOOST_AUTO_TEST_CASE(utf8_is_told_from_other_bytes) {
  for (const char* good : {"", "abc", "é", "中", "😀", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"}) {
    BOOST_TEST(is_utf8(good), good);
  }
  for (const char* bad : {"\x80", "\xC0\x80", "\xC3", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE4\xB8", "\xF0\x8F\xBF\xBF",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "a\xFFz"}) {
    BOOST_TEST(!is_utf8(bad));
  }
  std::string out = "before";
  assign_utf8(out, "a\xFF中\xE4\xB8z");
  BOOST_TEST(out == "a\xEF\xBF\xBD中\xEF\xBF\xBD\xEF\xBF\xBDz");
}

BOOST_AUTO_TEST_CASE(files_keep_every_byte) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const auto files = decode_files(encode_files({{"a", all}, {"b", "plain 😀"}, {"c", ""}}));
  BOOST_REQUIRE_EQUAL(files.size(), 3);
  BOOST_TEST(files[0].content == all);
  BOOST_TEST(files[1].content == "plain 😀");
  BOOST_TEST(files[2].name == "c");
}

BOOST_AUTO_TEST_CASE(a_migration_falls_into_its_statements) {
  const auto parts = statements_of({1, "-- c;\n\nA (\n  x;\n y);\n\n-- d\nB;\nstill B;\n\nC;"});
  BOOST_REQUIRE_EQUAL(parts.size(), 3);
  BOOST_TEST(parts[0] == "A (\n  x;\n y)");
  BOOST_TEST(parts[1] == "B;\nstill B");
  const auto last = statements_of({1, "A;\n\nC;\n-- end"});
  BOOST_REQUIRE_EQUAL(last.size(), 2);
  BOOST_TEST(last[1] == "C");
}

BOOST_AUTO_TEST_CASE(migrations_are_numbered_without_gaps_and_alike) {
  int expected = 0;
  for (const Migration& migration : sqlite_migrations()) BOOST_TEST(migration.number == ++expected);
  BOOST_TEST(mysql_migrations().size() == sqlite_migrations().size());
  expected = 0;
  for (const Migration& migration : mysql_migrations()) BOOST_TEST(migration.number == ++expected);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::store
