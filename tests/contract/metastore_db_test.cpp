// What the table of verdicts does not ask: options, newest partitions, transactions, places, counts.
#include <boost/test/unit_test.hpp>

#include "tests/contract/metastore_fixture.h"

namespace aiep::test {
namespace {

using check::MetastoreDbOptions;
using spi::ObjectAnswer;
using spi::ObjectQuestion;
using spi::Rung;
using spi::Verdict;
using Spec = std::vector<std::pair<std::string, std::optional<std::string>>>;

ObjectQuestion question(const std::string& table, Spec spec, Rung rung = Rung::exists) {
  ObjectQuestion out;
  const std::size_t dot = table.find('.');
  out.database = table.substr(0, dot);
  out.table = table.substr(dot + 1);
  out.spec = std::move(spec);
  out.rung = rung;
  return out;
}

ObjectAnswer ask(const MetastoreDbOptions& options, const ObjectQuestion& one) {
  auto answers = check::make_metastore_db(options)->ask({one});
  BOOST_REQUIRE_MESSAGE(answers.has_value(), answers.error().message());
  return answers->at(0);
}

void check_verdict(const MetastoreDbOptions& options, const ObjectQuestion& one, Verdict verdict) {
  const ObjectAnswer answer = ask(options, one);
  BOOST_CHECK_MESSAGE(answer.verdict == verdict, one.database << "." << one.table << ": " << to_string(answer.verdict)
                                                              << " instead of " << to_string(verdict) << ", "
                                                              << answer.evidence);
}

void check_newest(const MetastoreDbOptions& options, const ObjectQuestion& one, const std::string& name) {
  const ObjectAnswer answer = ask(options, one);
  BOOST_CHECK_MESSAGE(answer.verdict == Verdict::present && answer.evidence.find(" " + name + " ") != std::string::npos,
                      one.table << ": " << answer.evidence << " should say " << name);
}

constexpr const char* kSchemas[] = {"2.3", "3.1", "4.0"};

}  // namespace

BOOST_AUTO_TEST_SUITE(metastore_db)

BOOST_AUTO_TEST_CASE(a_table_with_partitions_asks_for_the_newest_by_name) {
  for (const char* schema : kSchemas) {
    const MetastoreTables tables(schema, false);
    MetastoreDbOptions options = tables.options();
    check_newest(options, question("dc.p_str", {}), "ds=20240120");
    check_newest(options, question("dc.p_order", {}), "ds=9");
    check_newest(options, question("dc.p_two", {}), "ds=20240103/hh=00");
    check_verdict(options, question("dc.p_none", {}), Verdict::absent);
    check_verdict(options, question("dc.p_two", {{"ds", "20240102"}}), Verdict::refused);
    options.newest_of_partial = true;
    check_newest(options, question("dc.p_two", {{"ds", "20240102"}}), "ds=20240102/hh=11");
    check_newest(options, question("dc.p_three", {{"m", "2"}, {"y", "2024"}}), "y=2024/m=2/d=29");
    check_verdict(options, question("dc.p_two", {{"ds", "20240109"}}), Verdict::absent);
    check_verdict(options, question("dc.p_two", {{"ds", "2024010"}}), Verdict::absent);
    check_verdict(options, question("dc.p_two", {{"hh", "03"}}), Verdict::refused);
  }
}

BOOST_AUTO_TEST_CASE(the_default_partition_is_the_newest_only_when_it_is_alone) {
  const MetastoreTables tables("3.1", false);
  tables.client().run(
      "INSERT INTO PARTITIONS (PART_ID, PART_NAME, TBL_ID) SELECT 950, 'ds=__HIVE_DEFAULT_PARTITION__', TBL_ID FROM "
      "TBLS WHERE TBL_NAME = 'p_none'");
  check_newest(tables.options(), question("dc.p_none", {}), "ds=__HIVE_DEFAULT_PARTITION__");
  check_newest(tables.options(), question("dc.p_order", {}), "ds=9");
}

BOOST_AUTO_TEST_CASE(names_that_only_the_server_takes_for_equal_are_not_found) {
  const MetastoreTables tables("3.1", false);
  tables.client().run(
      "INSERT INTO PARTITIONS (PART_ID, PART_NAME, TBL_ID) SELECT 951, 'ds=trail ', TBL_ID FROM TBLS WHERE TBL_NAME = "
      "'p_none'; UPDATE DBS SET NAME = 'blank ' WHERE NAME = 'dc_loc'; UPDATE TBLS SET TBL_NAME = 'ext ' WHERE "
      "TBL_NAME = 'ext'");
  check_verdict(tables.options(), question("dc.p_none", {{"ds", "trail"}}), Verdict::absent);
  check_verdict(tables.options(), question("dc.p_none", {{"ds", "trail "}}), Verdict::present);
  check_verdict(tables.options(), question("blank.t_in_located_db", {}), Verdict::absent);
  check_verdict(tables.options(), question("dc.ext", {}), Verdict::absent);
}

BOOST_AUTO_TEST_CASE(typed_values_are_found_exactly_or_as_engines_spell_them) {
  const MetastoreTables tables("3.1", false);
  const auto options = tables.options();
  BOOST_CHECK(ask(options, question("dc.p_int", {{"h", "03"}})).evidence.find("spelled") == std::string::npos);
  BOOST_CHECK(ask(options, question("spk.ti", {{"h", "04"}})).evidence.find("spelled h=4") != std::string::npos);
  check_verdict(options, question("spk.tn", {{"x", "2.5"}}), Verdict::present);
  check_verdict(options, question("spk.tb", {{"f", "TRUE"}}), Verdict::present);
  check_verdict(options, question("spk.tt", {{"t", "2024-01-01 10:30:00.500"}}), Verdict::present);
  check_verdict(options, question("spk.ti", {{"h", "6"}}), Verdict::absent);
  check_verdict(options, question("dc.p_str", {{"ds", "020240101"}}), Verdict::absent);
}

BOOST_AUTO_TEST_CASE(only_committed_writes_count_in_tables_with_transactions) {
  for (const char* schema : {"3.1", "4.0"}) {
    const MetastoreTables tables(schema, false);
    const auto options = tables.options();
    check_verdict(options, question("dc.acid_io", {{"ds", "20240101"}}, Rung::stats), Verdict::present);
    check_verdict(options, question("dc.acid_io", {{"ds", "20240102"}}, Rung::stats), Verdict::absent);
    check_verdict(options, question("dc.acid_io", {{"ds", "20240103"}}, Rung::stats), Verdict::absent);
    check_verdict(options, question("dc.acid_io", {{"ds", "20240102"}}), Verdict::present);
    tables.client().run("DELETE FROM COMPLETED_TXN_COMPONENTS");
    check_verdict(options, question("dc.acid_io", {{"ds", "20240101"}}, Rung::stats), Verdict::unknown);
  }
}

BOOST_AUTO_TEST_CASE(tables_of_other_systems_are_told_as_far_as_they_are_known) {
  const MetastoreTables tables("4.0", false);
  auto options = tables.options();
  check_verdict(options, question("dc.ice_empty", {}, Rung::stats), Verdict::absent);
  check_verdict(options, question("dc.delta", {}, Rung::stats), Verdict::unknown);
  check_verdict(options, question("dc.v_part_view", {{"ds", "20240101"}}), Verdict::present);
  check_verdict(options, question("dc.v_part_view", {{"ds", "20240101"}}, Rung::stats), Verdict::unknown);
  options.deny_views = true;
  check_verdict(options, question("dc.v_view", {}), Verdict::refused);
  check_verdict(options, question("dc.plain", {}), Verdict::present);
  tables.client().run("UPDATE DBS SET TYPE = 'REMOTE' WHERE NAME = 'dc_empty'");
  check_verdict(options, question("dc_empty.any", {}), Verdict::refused);
}

BOOST_AUTO_TEST_CASE(another_catalog_is_asked_when_it_is_named) {
  const MetastoreTables tables("3.1", false);
  auto options = tables.options();
  options.catalog = "cat2";
  check_verdict(options, question("dc.p_str", {{"ds", "29990101"}}), Verdict::present);
  check_verdict(options, question("dc.p_str", {{"ds", "20240101"}}), Verdict::absent);
  check_verdict(options, question("dc.plain", {}), Verdict::absent);
}

BOOST_AUTO_TEST_CASE(says_where_data_lies) {
  const MetastoreTables tables("3.1", true);
  const auto places = check::make_metastore_db(tables.options())
                          ->locate({question("dc.plain", {}), question("dc.p_str", {{"ds", "20240107"}}, Rung::files),
                                    question("dc.p_uni", {{"city", "北京"}}), question("dc.nope", {}),
                                    question("dc.p_uni", {{"city", "中文 x/y"}})});
  BOOST_REQUIRE(places.has_value());
  BOOST_CHECK_EQUAL(places->at(0).value(), "file:/srv/hms/warehouse/dc.db/plain");
  BOOST_CHECK_EQUAL(places->at(1).value(), "file:/srv/hms/custom/p107");
  BOOST_CHECK_EQUAL(places->at(2).value(), "file:/srv/hms/warehouse/dc.db/p_uni/city=北京");
  BOOST_CHECK(!places->at(3));
  BOOST_CHECK(!places->at(4));
}

BOOST_AUTO_TEST_CASE(statements_grow_with_partitions_and_not_with_waiters) {
  const MetastoreTables tables("4.0", false);
  const auto backend = check::make_metastore_db(tables.options());
  const std::vector<ObjectQuestion> one = {question("dc.p_str", {{"ds", "20240101"}}, Rung::stats)};
  BOOST_REQUIRE(backend->ask(one));
  const auto first = backend->counts().statements;
  BOOST_REQUIRE(backend->ask(one));
  const auto alone = backend->counts().statements - first;
  BOOST_REQUIRE(backend->ask(std::vector<ObjectQuestion>(5000, one.front())));
  BOOST_CHECK_EQUAL(backend->counts().statements - first - alone, alone);
  BOOST_CHECK_EQUAL(alone, 6u);  // database, table, keys, its parameters, partition, its parameters
  BOOST_CHECK_EQUAL(backend->counts().connects, 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
