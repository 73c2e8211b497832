#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>

#include "datachecker/evidence.h"
#include "datachecker/metastore_db/charset.h"
#include "datachecker/metastore_db/metastore_db.h"
#include "datachecker/typed_value.h"
#include "tests/support/temp_dir.h"

namespace aiep::check::metastore {

using spi::Verdict;

BOOST_AUTO_TEST_SUITE(metastore_db_parts)

BOOST_AUTO_TEST_CASE(latin1_is_what_mysql_calls_so) {
  const auto encoded = encode(Charset::latin1, "café €");
  BOOST_REQUIRE(encoded.has_value());
  BOOST_CHECK_EQUAL(*encoded, "caf\xE9 \x80");
  BOOST_CHECK_EQUAL(decode(Charset::latin1, *encoded), "café €");
  BOOST_CHECK(!encode(Charset::latin1, "北京"));
  BOOST_CHECK(!encode(Charset::latin1, "\U0001F600"));
}

BOOST_AUTO_TEST_CASE(utf8_has_three_bytes_and_utf8mb4_four) {
  BOOST_CHECK_EQUAL(encode(Charset::utf8, "北京").value(), "北京");
  BOOST_CHECK(!encode(Charset::utf8, "\U0001F600"));
  BOOST_CHECK(encode(Charset::utf8mb4, "\U0001F600").has_value());
  BOOST_CHECK(encode(Charset::other, "ds=1").has_value());
  BOOST_CHECK(!encode(Charset::other, "é"));
  BOOST_CHECK_EQUAL(decode(Charset::utf8, "a\xFF"), "a\xEF\xBF\xBD");
  BOOST_CHECK(charset_from("utf8mb3") == Charset::utf8);
  BOOST_CHECK(charset_from("gbk") == Charset::other);
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_seen) {
  for (const char* bad :
       {"\xFF", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE5\x8C", "a\x80"}) {
    BOOST_CHECK_MESSAGE(!is_utf8(bad), bad);
  }
  BOOST_CHECK(is_utf8("北é\U0001F600"));
}

BOOST_AUTO_TEST_CASE(values_are_spelled_as_engines_store_them) {
  const struct {
    const char *type, *value, *spelled;
  } kCases[] = {{"int", "03", "3"},
                {"bigint", "-007", "-7"},
                {"int", "-0", "0"},
                {"int", "3", nullptr},
                {"int", "x3", nullptr},
                {"int", "", nullptr},
                {"string", "03", nullptr},
                {"date", "2024-2-9", "2024-02-09"},
                {"date", "2024-02-09", nullptr},
                {"date", "20240209", nullptr},
                {"date", "2024-13-09", nullptr},
                {"decimal(10,2)", "1.5", "1.50"},
                {"decimal(10,2)", "01", "1.00"},
                {"decimal(10,2)", "-0.5", "-0.50"},
                {"decimal(10,2)", "1.505", nullptr},
                {"decimal(10,0)", "1.0", "1"},
                {"decimal(10,2)", ".", nullptr},
                {"boolean", "TRUE", "true"},
                {"boolean", "yes", nullptr},
                {"timestamp", "2024-1-2 10:30:00.500", "2024-01-02 10:30:00.5"},
                {"timestamp", "2024-01-02 10:30:00.0", "2024-01-02 10:30:00"},
                {"timestamp", "2024-01-02", nullptr}};
  for (const auto& one : kCases) {
    const auto spelled = engine_spelling(one.type, one.value);
    BOOST_CHECK_MESSAGE(spelled.value_or("none") == (one.spelled == nullptr ? "none" : one.spelled),
                        one.type << " " << one.value << " became " << spelled.value_or("none"));
  }
}

BOOST_AUTO_TEST_CASE(no_rows_alone_are_no_proof_of_emptiness) {
  const std::string accurate = R"({"BASIC_STATS":"true"})";
  const auto judge = [](const Params& params) { return judge_statistics(params).verdict; };
  BOOST_CHECK(judge({{"numRows", "5"}}) == Verdict::present);
  BOOST_CHECK(judge({{"numRows", "0"}, {"totalSize", "2"}, {"COLUMN_STATS_ACCURATE", accurate}}) == Verdict::present);
  BOOST_CHECK(judge({{"numRows", "0"}, {"totalSize", "0"}, {"COLUMN_STATS_ACCURATE", accurate}}) == Verdict::absent);
  BOOST_CHECK(judge({{"numRows", "0"}, {"totalSize", "0"}, {"COLUMN_STATS_ACCURATE", "TRUE"}}) == Verdict::absent);
  BOOST_CHECK(judge({{"numRows", "0"}, {"totalSize", "0"}}) == Verdict::unknown);
  BOOST_CHECK(judge({{"numRows", "0"}, {"COLUMN_STATS_ACCURATE", accurate}}) == Verdict::unknown);
  BOOST_CHECK(judge({{"numRows", "-1"}, {"totalSize", "-1"}, {"COLUMN_STATS_ACCURATE", "{]"}}) == Verdict::unknown);
  BOOST_CHECK(judge({{"numRows", "0"}, {"totalSize", "0"}, {"COLUMN_STATS_ACCURATE", R"({"BASIC_STATS":[1]})"}}) ==
              Verdict::unknown);
  BOOST_CHECK(judge({}) == Verdict::unknown);
}

BOOST_AUTO_TEST_CASE(a_snapshot_tells_the_rows_of_an_iceberg_table) {
  const auto judge = [](const Params& params) { return judge_iceberg(params).verdict; };
  BOOST_CHECK(judge({{"current-snapshot-id", "4"}, {"current-snapshot-summary", R"({"total-records":"7"})"}}) ==
              Verdict::present);
  BOOST_CHECK(judge({{"current-snapshot-id", "4"}, {"current-snapshot-summary", R"({"total-records":0})"}}) ==
              Verdict::absent);
  BOOST_CHECK(judge({{"current-snapshot-id", "-1"}}) == Verdict::absent);
  BOOST_CHECK(judge({{"current-snapshot-id", "4"}, {"current-snapshot-summary", "{"}}) == Verdict::unknown);
  BOOST_CHECK(judge({}) == Verdict::unknown);
}

BOOST_AUTO_TEST_CASE(an_address_names_all_but_the_password) {
  const auto tcp = parse_metastore_db("metastore-db://hive@db.example:13306/hms31");
  BOOST_REQUIRE(tcp.has_value());
  BOOST_CHECK_EQUAL(tcp->user + " " + tcp->host + " " + std::to_string(tcp->port) + " " + tcp->database,
                    "hive db.example 13306 hms31");
  BOOST_CHECK_EQUAL(parse_metastore_db("metastore-db://hive@[::1]/hms")->host, "::1");
  BOOST_CHECK_EQUAL(parse_metastore_db("metastore-db://hive@h/hms")->port, 3306);
  BOOST_CHECK_EQUAL(parse_metastore_db("metastore-db://hive@/hms?socket=/run/s")->socket, "/run/s");
  for (const char* bad :
       {"mysql://hive@h/hms", "metastore-db://h/hms", "metastore-db://hive@h", "metastore-db://hive@h/",
        "metastore-db://hive@:3306/hms", "metastore-db://hive@h:0/hms", "metastore-db://hive@h:x/hms",
        "metastore-db://hive@h:99999/hms", "metastore-db://hive@[::1/hms", "metastore-db://hive@h/hms?tls=no",
        "metastore-db://hive@h/hms?socket=/s"}) {
    BOOST_CHECK_MESSAGE(!parse_metastore_db(bad), bad);
  }
  const auto leaky = parse_metastore_db("metastore-db://hive:hunter2@h/hms");
  BOOST_REQUIRE(!leaky);
  BOOST_CHECK(leaky.error().message().find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_password_comes_from_a_file_or_the_environment) {
  const test::TempDir dir;
  std::ofstream(dir / "password") << "two words\nsecond line\n";
  BOOST_CHECK_EQUAL(metastore_password(dir / "password").value(), "two words");
  BOOST_CHECK(!metastore_password(dir / "none"));
  ::setenv("AIEP_CHECK_PASSWORD", "from outside", 1);
  BOOST_CHECK_EQUAL(metastore_password("").value(), "from outside");
  ::unsetenv("AIEP_CHECK_PASSWORD");
  BOOST_CHECK_EQUAL(metastore_password("").value(), "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::check::metastore
