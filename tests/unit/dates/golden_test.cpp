// The schedulers' own tables, row by row.
#include <boost/test/unit_test.hpp>
#include <set>
#include <sstream>

#include "core/base/messages/dates.h"
#include "core/dates/expand.h"
#include "tests/unit/dates/support.h"

namespace aiep::dates {
namespace {

void check_table(Dialect dialect, const std::string& file, std::size_t least) {
  const auto rows = read_rows(file);
  BOOST_TEST(rows.size() >= least);
  std::set<std::string> seen;
  for (const Row& row : rows) {
    BOOST_REQUIRE_EQUAL(row.size(), 4U);
    const auto value = evaluate(context_of(row[0], row[1]), dialect, row[2]);
    BOOST_TEST((value ? *value : value.error().message()) == row[3], row[0] << ' ' << row[2]);
    seen.insert(row[2]);
  }
  for (const std::string& name : variable_names(dialect)) {
    if (!name.ends_with("_std")) BOOST_TEST(seen.contains(name), name);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dates_golden)

BOOST_AUTO_TEST_CASE(schedulis) { check_table(Dialect::schedulis, "schedulis.tsv", 100); }
BOOST_AUTO_TEST_CASE(linkis) { check_table(Dialect::linkis, "linkis.tsv", 500); }

BOOST_AUTO_TEST_CASE(linkis_patterns) {
  for (const Row& row : read_rows("patterns.tsv")) {
    const auto value = expand_linkis_patterns(context_of(row[0], row[1]), row[2]);
    BOOST_TEST(value.value_or("error") == row[3], row[2]);
  }
}

BOOST_AUTO_TEST_CASE(patterns_are_filled_but_in_program_text_for_linkis_only) {
  Scope scope{context_of("20240229", "00"), Dialect::linkis, {}, {}, {}};
  const auto fill = [&](Unknown unknown) {
    return expand("&{yyyyMMdd} ${run_date}", scope, unknown).value_or("error");
  };
  BOOST_TEST(fill(Unknown::error) == "20240229 20240229");
  BOOST_TEST(fill(Unknown::keep) == "20240229 20240229");
  scope.dialect = Dialect::schedulis;
  BOOST_TEST(fill(Unknown::error) == "20240229 20240229");
  BOOST_TEST(fill(Unknown::keep) == "&{yyyyMMdd} 20240229");
}

BOOST_AUTO_TEST_CASE(arithmetic) {
  const auto rows = read_rows("arithmetic.tsv");
  BOOST_TEST(rows.size() > 60U);
  for (const Row& row : rows) {
    BOOST_REQUIRE_EQUAL(row.size(), 4U);
    Scope scope{context_of("20240229", "17"), row[0] == "linkis" ? Dialect::linkis : Dialect::schedulis, {}, {}, {}};
    std::istringstream words(row[1]);
    for (std::string word; words >> word;) {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      const bool text = name.starts_with("text:");
      scope.variables[text ? name.substr(5) : name] = word.substr(equals + 1);
      if (text) scope.texts.insert(name.substr(5));
    }
    const auto value = expand(row[2], scope, row[0] == "program" ? Unknown::keep : Unknown::error);
    const std::string got = value ? *value : to_string(value.error().code) + " " + value.error().message();
    BOOST_TEST(got == row[3], row[0] << ' ' << row[1] << ' ' << row[2]);
  }
}

BOOST_AUTO_TEST_CASE(forms_of_an_expression) {
  const DateContext context = context_of("20240229", "17");
  for (const char* text : {" run_date - 1 ", "run_date\n-1", "run_date-01", "run_date -1"}) {
    BOOST_TEST(evaluate(context, Dialect::linkis, text).value_or("error") == "20240228", text);
    BOOST_TEST(evaluate(context, Dialect::schedulis, text).value_or("error") == "20240228", text);
  }
  BOOST_TEST(evaluate(context, Dialect::linkis, "run_date 1").value_or("error") == "20240229");
  BOOST_TEST((evaluate(context, Dialect::schedulis, "run_date 1").error().code == messages::kDateMalformed));
  for (const Dialect dialect : {Dialect::schedulis, Dialect::linkis}) {
    for (const char* text : {"run_date*2", "run_date/2", "run_date-", "run_date+", "run_date-abc", "run_date-1.5"}) {
      BOOST_TEST((evaluate(context, dialect, text).error().code == messages::kDateMalformed), text);
    }
    for (const char* text : {"", "-1", "run_date--1", "run_date-1-1", "Run_Date", "run_date_std_std", "undefined-1",
                             "_x", "中文", "run_date ;", "run_date\xff", "run_dat"}) {
      BOOST_TEST((evaluate(context, dialect, text).error().code == messages::kNoDateVariable), text);
    }
    for (const char* text : {"run_date+123456", "run_year_begin+99999", "run_year_begin-99999", "run_mon-99999",
                             "run_date-99999999999999999999", "run_half_year_end+20000"}) {
      BOOST_TEST((evaluate(context, dialect, text).error().code == messages::kDateOutOfRange), text);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_ends_of_the_calendar) {
  const auto linkis = [](const char* date, const char* text) {
    const auto value = evaluate(context_of(date, "23"), Dialect::linkis, text);
    return value ? *value : to_string(value.error().code);
  };
  BOOST_TEST(linkis("99991231", "run_date") == "99991231");
  BOOST_TEST(linkis("99991231", "run_today") == "AIEP-0204");
  BOOST_TEST(linkis("99991231", "run_year_end+1") == "AIEP-0204");
  BOOST_TEST(linkis("00010101", "run_date-1") == "AIEP-0204");
  BOOST_TEST(linkis("00010101", "run_month_begin") == "00010101");
  BOOST_TEST(linkis("00010101", "run_month_begin-1") == "AIEP-0204");
}

BOOST_AUTO_TEST_CASE(the_two_dialects_differ_where_they_do) {
  const DateContext context = context_of("20240229", "17");
  BOOST_TEST(evaluate(context, Dialect::schedulis, "run_mon").value_or("") == "202403");
  BOOST_TEST(evaluate(context, Dialect::linkis, "run_mon").value_or("") == "202402");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::dates
