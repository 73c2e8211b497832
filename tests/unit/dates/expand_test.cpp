// Placeholders in text: who wins, what stays, what is refused.
#include "core/dates/expand.h"

#include <boost/test/unit_test.hpp>

#include "core/base/messages/dates.h"
#include "tests/unit/dates/support.h"

namespace aiep::dates {
namespace {

struct Fixture {
  Scope scope{context_of("20240229", "17"), Dialect::schedulis, {}, {"CODE_DIR"}, {}};

  /// The text, or the error's code and first argument.
  std::string fill(const std::string& text, Unknown unknown = Unknown::error) const {
    const auto result = expand(text, scope, unknown);
    return result ? *result : to_string(result.error().code) + " " + result.error().args.at(0);
  }
  std::string keep(const std::string& text) const { return fill(text, Unknown::keep); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dates_expand, Fixture)

BOOST_AUTO_TEST_CASE(dates_and_variables_are_filled) {
  scope.variables = {{"table", "ods.t"}, {"empty", ""}, {"a.b-c", "odd"}, {"run_today", "mine"}};
  BOOST_TEST(fill("${table}{ds=${run_date-1}}") == "ods.t{ds=20240228}");
  BOOST_TEST(fill("${run_date}${run_date}") == "2024022920240229");
  BOOST_TEST(fill("a ${ run_date - 1 } b") == "a 20240228 b");
  BOOST_TEST(fill("[${empty}]") == "[]");
  BOOST_TEST(fill("${a.b-c}") == "odd");
  BOOST_TEST(fill("${run_today} ${run_today+0}") == "mine 20240301");
  BOOST_TEST(fill("") == "");
  BOOST_TEST(fill("no placeholder, $5, {x}, $, $$ 中文 \xff") == "no placeholder, $5, {x}, $, $$ 中文 \xff");
}

BOOST_AUTO_TEST_CASE(the_own_dialect_comes_first_then_the_other) {
  BOOST_TEST(fill("${run_mon} ${run_mon_start} ${run_today_hour}") == "202403 202402 2024030117");
  scope.dialect = Dialect::linkis;
  BOOST_TEST(fill("${run_mon} ${run_quarter_now_end}") == "202402 20240331");
}

BOOST_AUTO_TEST_CASE(names_of_the_task_stay) {
  BOOST_TEST(fill("${CODE_DIR}/${run_date}") == "${CODE_DIR}/20240229");
  scope.variables = {{"CODE_DIR", "/x"}, {"dir", "${CODE_DIR}/y"}};
  BOOST_TEST(fill("${CODE_DIR} ${dir}") == "/x /x/y");
}

BOOST_AUTO_TEST_CASE(an_escape_gives_the_text_itself) {
  BOOST_TEST(fill("$${run_date} $${nobody} $$${run_date}") == "${run_date} ${nobody} $${run_date}");
  scope.variables = {{"a", "$${run_date}"}};
  BOOST_TEST(fill("${a}") == "${run_date}");
  BOOST_TEST(keep("$${HOME}") == "${HOME}");
}

BOOST_AUTO_TEST_CASE(unknown_names_are_errors_with_a_suggestion) {
  scope.variables = {{"table", "t"}};
  BOOST_TEST(fill("${nobody_knows}") == "AIEP-0205 nobody_knows");
  BOOST_TEST(fill("${}") == "AIEP-0205 ");
  BOOST_TEST(expand("${tabel}", scope, Unknown::error).error().args.at(1) == "table");
  BOOST_TEST(expand("${run_dat}", scope, Unknown::error).error().args.at(1) == "run_date");
  BOOST_TEST(expand("${run_dte-10}", scope, Unknown::error).error().args.at(1) == "run_date");
  BOOST_TEST(expand("${CODE_DR}", scope, Unknown::error).error().args.at(1) == "CODE_DIR");
  BOOST_TEST(fill("${run_date-1-1}").starts_with("AIEP-0206 run_date-1-1"));
  BOOST_TEST(fill("${run_date-}") == "AIEP-0203 run_date-");
  BOOST_TEST(fill("${run_date*2}") == "AIEP-0203 run_date*2");
  BOOST_TEST((expand("${nobody_knows}", scope, Unknown::error).error().kind == ErrorKind::invalid_argument));
}

BOOST_AUTO_TEST_CASE(program_text_keeps_what_is_not_ours) {
  for (const char* text : {"${HOME} ${1} ${a:-x} $(date)", "${run_date*2}", "${run_date-}", "${arr[@]}", "${", "${a",
                           "${中文}", "${}", "awk '{print $1}'", "${x ${HOME} y}"}) {
    BOOST_TEST(keep(text) == text, text);
  }
  BOOST_TEST(keep("${a ${run_date} b}") == "${a 20240229 b}");
  BOOST_TEST(keep("x=${run_date} ${HOME}") == "x=20240229 ${HOME}");
}

BOOST_AUTO_TEST_CASE(values_are_expanded_too) {
  scope.variables = {{"a", "<${b}>"}, {"b", "${run_date_std-1}${c}"}, {"c", "!"}, {"n", "2"}, {"m", "${n}"}};
  BOOST_TEST(fill("${a}${b}") == "<2024-02-28!>2024-02-28!");
  BOOST_TEST(fill("${run_date-n} ${run_date - m}") == "20240227 20240227");
  for (const char* two : {"2.0", "02", "2.", "2"}) {
    scope.variables["n"] = two;
    BOOST_TEST(fill("${run_date-n}") == "20240227", two);
  }
  for (const char* bad : {"2.5", "x", "", "-1"}) {
    scope.variables["n"] = bad;
    BOOST_TEST(fill("${run_date-n}").starts_with("AIEP-020"), bad);
  }
}

BOOST_AUTO_TEST_CASE(a_circle_is_refused_and_names_its_path) {
  scope.variables = {{"a", "${b}"}, {"b", "x${c}"}, {"c", "${a}"}, {"self", "${self}"}, {"n", "${run_date-n}"}};
  BOOST_TEST(fill("${a}") == "AIEP-0207 a → b → c → a");
  BOOST_TEST(fill("${self}") == "AIEP-0207 self → self");
  BOOST_TEST(fill("${n}") == "AIEP-0207 n → n");
  BOOST_TEST(keep("${b}") == "AIEP-0207 b → c → a → b");
}

BOOST_AUTO_TEST_CASE(values_that_multiply_cost_neither_time_nor_memory) {
  scope.variables["v0"] = "";
  scope.variables["w0"] = std::string(1024, 'x');
  for (int i = 1; i <= 60; ++i) {
    const std::string v = "${v" + std::to_string(i - 1) + "}", w = "${w" + std::to_string(i - 1) + "}";
    scope.variables["v" + std::to_string(i)] = v + v;
    scope.variables["w" + std::to_string(i)] = w + w;
  }
  BOOST_TEST(fill("[${v60}]") == "[]");
  BOOST_TEST(fill("${w60}").starts_with("AIEP-0208"));
}

BOOST_AUTO_TEST_CASE(a_chain_of_values_has_a_limit) {
  scope.variables["v0"] = "end";
  for (int i = 1; i <= 50'000; ++i) {
    scope.variables["v" + std::to_string(i)] = "${v" + std::to_string(i - 1) + "}";
  }
  BOOST_TEST(fill("${v99}") == "end");
  BOOST_TEST(fill("${v50000}").starts_with("AIEP-0209"));
}

BOOST_AUTO_TEST_CASE(long_text_takes_one_pass) {
  std::string open, filled, wanted;
  for (int i = 0; i < 300'000; ++i) open += "${";
  BOOST_TEST((keep(open + "}") == open + "}"));
  BOOST_TEST((fill(open) == open));
  for (int i = 0; i < 100'000; ++i) filled += "${run_date} ", wanted += "20240229 ";
  BOOST_TEST((fill(filled) == wanted));
  const std::string name(1'000'000, 'n');
  BOOST_TEST(fill("${" + name + "}").size() < 200U);
  BOOST_TEST((keep("${" + name + "}") == "${" + name + "}"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::dates
