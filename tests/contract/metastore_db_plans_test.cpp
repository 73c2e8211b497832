// Every statement that is sent is explained by the server, on tables large enough to have a choice.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/contract/metastore_fixture.h"

namespace aiep::test {
namespace {

using check::SqlStatement;
using spi::ObjectQuestion;
using spi::Rung;

constexpr int kAllTables = 20000, kTables = 1000, kDays = 10, kBigDays = 20000;

/// 20,000 tables, of which 1,000 have 10 days and one has 20,000 more.
void fill(const MetastoreTables& tables) {
  const std::string all = "seq_1_to_" + std::to_string(kAllTables), some = "seq_1_to_" + std::to_string(kTables),
                    days = "seq_1_to_" + std::to_string(kDays), many = "seq_1_to_" + std::to_string(kBigDays);
  SqlClient client = tables.client();
  const auto insert = [&](const std::string& columns, const std::string& select) {
    client.run("INSERT INTO " + columns + " SELECT " + select);
  };
  client.run("SET foreign_key_checks = 0, unique_checks = 0");
  insert("TBLS (TBL_ID, DB_ID, TBL_NAME, TBL_TYPE, SD_ID)",
         "10000 + seq, d.DB_ID, CONCAT('t', seq), 'MANAGED_TABLE', 10000 + seq FROM " + all +
             " JOIN (SELECT MIN(DB_ID) DB_ID FROM DBS WHERE NAME = 'dc') d");
  insert("SDS (SD_ID, LOCATION)", "10000 + seq, CONCAT('hdfs:/w/', seq) FROM " + all);
  insert("PARTITION_KEYS (TBL_ID, PKEY_NAME, PKEY_TYPE, INTEGER_IDX)", "10000 + seq, 'ds', 'string', 0 FROM " + all);
  insert("TABLE_PARAMS (TBL_ID, PARAM_KEY, PARAM_VALUE)", "10000 + seq, 'comment', 'x' FROM " + all);
  insert("PARTITIONS (PART_ID, PART_NAME, SD_ID, TBL_ID)",
         "100000 + t.seq * 100 + d.seq, CONCAT('ds=', 20250100 + d.seq), 10000 + t.seq, 10000 + t.seq FROM " + some +
             " t JOIN " + days + " d");
  insert("PARTITIONS (PART_ID, PART_NAME, SD_ID, TBL_ID)",
         "1000000 + seq, CONCAT('ds=', 30000000 + seq), 10001, 10001 FROM " + many);
  for (const char* word : {"numRows", "totalSize"}) {
    insert("PARTITION_PARAMS (PART_ID, PARAM_KEY, PARAM_VALUE)",
           "PART_ID, '" + std::string(word) + "', '1' FROM PARTITIONS WHERE PART_ID > 100000");
  }
  insert("TXNS (TXN_ID, TXN_STATE)", "100 + seq, 'o' FROM seq_1_to_3000");
  client.run("ANALYZE TABLE TXNS, DBS, TBLS, PARTITION_KEYS, PARTITIONS, PARTITION_PARAMS, TABLE_PARAMS, SDS");
}

std::vector<ObjectQuestion> questions() {
  std::vector<ObjectQuestion> out;
  const auto add = [&](const std::string& table, const std::string& day, Rung rung) {
    ObjectQuestion one;
    one.database = "dc";
    one.table = table;
    if (!day.empty()) one.spec = {{"ds", day}};
    one.rung = rung;
    out.push_back(one);
  };
  for (int table = 1; table <= kTables; ++table) {
    add("t" + std::to_string(table), "20250101", Rung::stats);                                       // by name
    add("t" + std::to_string(table), std::to_string(20250102 + table % (kDays - 1)), Rung::exists);  // by pairs
    if (table % 10 == 0) add("t" + std::to_string(table), "", Rung::exists);                         // the newest
  }
  for (int day = 1; day < 1500; ++day) add("t1", std::to_string(30000000 + day), Rung::exists);
  add("acid_io", "20240101", Rung::stats);
  add("acid_io", "20240102", Rung::stats);
  add("plain", "", Rung::stats);
  return out;
}

std::string with_values(const SqlStatement& statement, SqlClient& client) {
  std::string out;
  std::size_t next = 0;
  for (const char c : statement.text) {
    if (c != '?') {
      out += c;
      continue;
    }
    const auto& value = statement.params.at(next++);
    const auto* text = std::get_if<std::string>(&value);
    out += text != nullptr ? client.quoted(*text) : std::to_string(std::get<std::int64_t>(value));
  }
  return out;
}

std::size_t longest_list(const std::string& text) {
  std::size_t longest = 0;
  for (std::size_t at = text.find(" IN ("); at != std::string::npos; at = text.find(" IN (", at + 1)) {
    std::size_t depth = 0, entries = 1;
    for (std::size_t i = at + 4; i < text.size(); ++i) {
      if (text[i] == '(') ++depth;
      if (text[i] == ')' && --depth == 0) break;
      if (text[i] == ',' && depth == 1) ++entries;
    }
    longest = std::max(longest, entries);
  }
  return longest;
}

/// Which indexes may serve a table; there is none for the writes that are not committed.
bool is_good(std::map<std::string, std::string>& step, bool newest) {
  static const std::map<std::string, std::set<std::string>> kKeys = {
      {"DBS", {"UNIQUE_DATABASE"}},
      {"TBLS", {"UNIQUETABLE"}},
      {"T", {"PRIMARY"}},
      {"P", {"PRIMARY"}},
      {"S", {"PRIMARY"}},
      {"PARTITION_KEYS", {"PRIMARY", "PARTITION_KEYS_N49"}},
      {"PARTITIONS", {"UNIQUEPARTITION"}},
      {"PARTITION_PARAMS", {"PRIMARY"}},
      {"TABLE_PARAMS", {"PRIMARY"}},
      {"COMPLETED_TXN_COMPONENTS", {"COMPLETED_TXN_COMPONENTS_IDX"}},
      {"TXNS", {"PRIMARY"}},
      {"VERSION", {"PRIMARY"}}};
  const std::string table = step["table"];
  if (table == "TXN_COMPONENTS" || table.empty() || table[0] == '<') return true;
  if (newest && step["key"] == "PARTITIONS_N49") return true;
  const auto keys = kKeys.find(table);
  return keys != kKeys.end() && keys->second.count(step["key"]) > 0 && step["type"] != "index" && step["type"] != "ALL";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metastore_db_plans)

BOOST_AUTO_TEST_CASE(every_statement_uses_the_unique_keys_and_short_lists) {
  for (const char* schema : {"2.3", "3.1", "4.0", "3.1-utf8"}) {
    const bool utf8 = std::string(schema).size() > 3;
    const MetastoreTables tables(std::string(schema).substr(0, 3), utf8);
    fill(tables);
    std::map<std::string, SqlStatement> sent;
    auto options = tables.options();
    options.observer = [&](const SqlStatement& one) { sent[one.text] = one; };
    const auto backend = check::make_metastore_db(options);
    const auto answers = backend->ask(questions());
    BOOST_REQUIRE_MESSAGE(answers.has_value(), answers.error().message());
    BOOST_REQUIRE(backend->locate(questions()).has_value());
    SqlClient client = tables.client("binary");
    std::set<std::string> kinds;
    for (const auto& [text, statement] : sent) {
      if (text.find("information_schema") != std::string::npos) continue;
      BOOST_TEST_CONTEXT(schema << ": " << text.substr(0, 160)) {
        BOOST_CHECK_LE(longest_list(text), 900u);
        const bool newest = text.find("UNION") != std::string::npos || text.find("LIMIT 1") != std::string::npos;
        for (auto& step : client.rows("EXPLAIN " + with_values(statement, client))) {
          kinds.insert(step["table"]);
          BOOST_CHECK_MESSAGE(is_good(step, newest && std::string(schema) != "4.0"),
                              step["table"] << " type=" << step["type"] << " key=" << step["key"]
                                            << " rows=" << step["rows"] << " " << step["Extra"]);
        }
      }
    }
    BOOST_CHECK_GE(kinds.size(), 10u);
    const auto present = std::count_if(answers->begin(), answers->end(),
                                       [](const auto& one) { return one.verdict == spi::Verdict::present; });
    BOOST_TEST_MESSAGE(schema << ": " << sent.size() << " different statements, " << present << " of "
                              << answers->size() << " present");
    BOOST_CHECK_GT(present, 3000);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
