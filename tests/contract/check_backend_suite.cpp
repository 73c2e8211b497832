#include "tests/contract/check_backend_suite.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <functional>

namespace aiep::test {
namespace {

using spi::ObjectAnswer;
using spi::ObjectQuestion;
using spi::Rung;
using spi::Verdict;

constexpr Rung kEveryRung[] = {Rung::exists, Rung::stats, Rung::done_flag, Rung::files, Rung::stable, Rung::rows};

std::vector<ObjectAnswer> ask(CheckHarness& harness, const std::vector<ObjectQuestion>& questions) {
  auto answers = harness.backend().ask(questions);
  BOOST_REQUIRE_MESSAGE(answers.has_value(), answers.error().message());
  BOOST_REQUIRE_EQUAL(answers->size(), questions.size());
  return *answers;
}

void for_each_harness(const std::function<void(CheckHarness&)>& check) {
  BOOST_REQUIRE(!check_harnesses().empty());
  for (const std::string& name : check_harnesses()) {
    BOOST_TEST_CONTEXT("harness " << name) { check(check_harness(name)); }
  }
}

/// Every line under every rung of the table that the backend decides.
struct Asked {
  std::vector<ObjectQuestion> questions;
  std::vector<Verdict> expected;
  std::vector<std::string> names;

  void add(const VerdictCase& line, Rung rung) {
    questions.push_back(line.question);
    questions.back().rung = rung;
    expected.push_back(line.expected.at(rung));
    names.push_back(line.id + " " + to_string(expected.back()) + ": " + line.why);
  }
};

Asked everything(const CheckHarness& harness) {
  Asked asked;
  for (const VerdictCase& line : verdict_lines(harness)) {
    for (const Rung rung : {Rung::exists, Rung::stats, Rung::files}) {
      if (harness.decides(rung)) asked.add(line, rung);
    }
  }
  return asked;
}

void compare(const Asked& asked, std::size_t at, const ObjectAnswer& answer) {
  BOOST_TEST_CONTEXT(asked.names[at] << " | rung " << answer.rung << ", evidence: " << answer.evidence) {
    BOOST_CHECK_EQUAL(to_string(answer.verdict), to_string(asked.expected[at]));
    BOOST_CHECK(!answer.rung.empty());
    BOOST_CHECK(!answer.evidence.empty());
    BOOST_CHECK_EQUAL(answer.missing.empty(), answer.verdict != Verdict::absent);
  }
}

std::vector<ObjectQuestion> poison() {
  std::vector<ObjectQuestion> bad;
  const auto add = [&](std::string database, std::string table, std::string key, std::string value) {
    ObjectQuestion question;
    question.database = std::move(database);
    question.table = std::move(table);
    question.spec = {{std::move(key), std::move(value)}};
    bad.push_back(std::move(question));
  };
  add("dc", "p_str", "ds", "\xE5\x8C");
  add("dc", "p_str", "ds", "\xFF\xFE");
  add("dc", "p_str", "ds", "\xED\xA0\x80");  // half of a surrogate pair
  add("dc", "p_str", "ds", std::string(2000, 'x'));
  add("dc", "p_str", "ds", "20240101' OR '1'='1");
  add("dc", "p_str", "ds", "\\' OR 1=1 -- ");
  add("dc", "p_str", "ds", ":a ? %s `x` \"y\" ;");
  add("dc", "p_str", "ds", std::string("2024\0x0101", 9));
  add("dc", "p_str", "ds", "\xE5\x8C\x97\xE4\xBA\xAC");  // Chinese
  add("dc", "p_str", "ds", "\xF0\x9F\x98\x80");          // four bytes
  add("dc", "p_str", "\xE6\x97\xA5\xE6\x9C\x9F", "20240101");
  add("dc", "\xE8\xA1\xA8", "ds", "20240101");
  add("\xE5\xBA\x93", "p_str", "ds", "20240101");
  add("dc", "p_str\xFF", "ds", "20240101");
  add("dc\\", "p_str'", "ds", "20240101");
  add(std::string(3000, 'd'), std::string(3000, 't'), std::string(3000, 'k'), "1");
  add("", "", "", "");
  return bad;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_backend_contract)

BOOST_AUTO_TEST_CASE(gives_the_verdicts_of_the_object_set_one_by_one) {
  for_each_harness([](CheckHarness& harness) {
    const Asked asked = everything(harness);
    for (std::size_t i = 0; i < asked.questions.size(); ++i) {
      compare(asked, i, ask(harness, {asked.questions[i]}).front());
    }
  });
}

BOOST_AUTO_TEST_CASE(gives_the_same_verdicts_to_a_batch_in_any_order) {
  for_each_harness([](CheckHarness& harness) {
    Asked asked = everything(harness);
    const std::vector<ObjectAnswer> answers = ask(harness, asked.questions);
    for (std::size_t i = 0; i < answers.size(); ++i) compare(asked, i, answers[i]);
    std::reverse(asked.questions.begin(), asked.questions.end());
    const std::vector<ObjectAnswer> reversed = ask(harness, asked.questions);
    for (std::size_t i = 0; i < answers.size(); ++i) compare(asked, i, reversed[answers.size() - 1 - i]);
  });
}

BOOST_AUTO_TEST_CASE(one_poisoned_object_never_harms_its_neighbours) {
  for_each_harness([](CheckHarness& harness) {
    Asked asked = everything(harness);
    const std::vector<ObjectQuestion> bad = poison();
    std::vector<ObjectQuestion> mixed;
    for (std::size_t i = 0; i < std::max(asked.questions.size(), bad.size()); ++i) {
      mixed.push_back(asked.questions[i % asked.questions.size()]);
      mixed.push_back(bad[i % bad.size()]);
    }
    const std::vector<ObjectAnswer> answers = ask(harness, mixed);
    for (std::size_t i = 0; i < answers.size(); i += 2) {
      compare(asked, i / 2 % asked.questions.size(), answers[i]);
      BOOST_TEST_CONTEXT("poison " << i / 2 % bad.size() << ", evidence: " << answers[i + 1].evidence) {
        BOOST_CHECK_NE(to_string(answers[i + 1].verdict), to_string(Verdict::present));
        BOOST_CHECK(!answers[i + 1].evidence.empty());
      }
    }
  });
}

BOOST_AUTO_TEST_CASE(duplicates_get_one_answer_each) {
  for_each_harness([](CheckHarness& harness) {
    const Asked asked = everything(harness);
    const std::vector<ObjectAnswer> answers = ask(harness, std::vector<ObjectQuestion>(50, asked.questions.front()));
    for (const ObjectAnswer& answer : answers) compare(asked, 0, answer);
  });
}

BOOST_AUTO_TEST_CASE(refuses_a_rung_that_it_does_not_decide_and_says_why) {
  for_each_harness([](CheckHarness& harness) {
    ObjectQuestion question = verdict_lines(harness).front().question;
    for (const Rung rung : kEveryRung) {
      if (harness.decides(rung)) continue;
      question.rung = rung;
      const ObjectAnswer answer = ask(harness, {question}).front();
      BOOST_CHECK_EQUAL(to_string(answer.verdict), to_string(Verdict::refused));
      BOOST_CHECK_MESSAGE(!answer.evidence.empty(), "rung " << static_cast<int>(rung));
    }
  });
}

BOOST_AUTO_TEST_CASE(an_empty_batch_gets_no_answers) {
  for_each_harness([](CheckHarness& harness) { BOOST_CHECK(ask(harness, {}).empty()); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
