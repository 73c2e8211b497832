// Every doctored log gives exactly the violations that it names; sound ones give none.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <set>

#include "core/audit/audit.h"
#include "tests/unit/audit/case_file.h"

namespace {

using namespace aiep;

const std::string kFolder = std::string(AIEP_SOURCE_DIR) + "/tests/cases/audit";

std::vector<std::string> files(const std::string& kind) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder + "/" + kind)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool fits(const audit::Violation& violation, const test::Expected& expected) {
  return violation.invariant == expected.invariant && violation.run == expected.run &&
         violation.text.find(expected.words) != std::string::npos;
}

/// What was found and not named, then what was named and not found.
std::string differences(audit::Findings findings, std::vector<test::Expected> expected) {
  std::string text;
  for (const audit::Violation& violation : findings.violations) {
    const auto named =
        std::find_if(expected.begin(), expected.end(), [&](const test::Expected& e) { return fits(violation, e); });
    if (named != expected.end()) {
      expected.erase(named);
    } else {
      text += "\n  found I" + std::to_string(violation.invariant) + " " + violation.run + " " + violation.text;
    }
  }
  for (const test::Expected& e : expected) {
    text += "\n  not found I" + std::to_string(e.invariant) + " " + e.run + " " + e.words;
  }
  return text;
}

std::set<std::string> ways_of(int invariant) {
  std::set<std::string> ways;
  for (const std::string& file : files("broken")) {
    for (const test::Expected& expected : test::read_audit_case(kFolder, file).expected) {
      if (expected.invariant == invariant) ways.insert(file);
    }
  }
  return ways;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(audit_cases)

BOOST_AUTO_TEST_CASE(broken_logs_give_what_they_name) {
  for (const std::string& file : files("broken")) {
    const test::AuditCase made = test::read_audit_case(kFolder, file);
    BOOST_TEST(!made.expected.empty(), file << " names no violation");
    const std::string wrong = differences(audit::check(made.evidence), made.expected);
    BOOST_TEST(wrong.empty(), file << wrong);
  }
}

BOOST_AUTO_TEST_CASE(sound_logs_give_nothing) {
  BOOST_TEST(files("sound").size() >= 6u);
  for (const std::string& file : files("sound")) {
    const test::AuditCase made = test::read_audit_case(kFolder, file);
    const std::string wrong = differences(audit::check(made.evidence), {});
    BOOST_TEST(wrong.empty(), file << wrong);
  }
}

BOOST_AUTO_TEST_CASE(each_invariant_is_broken_in_three_ways) {
  for (int invariant = 1; invariant <= 7; ++invariant) {
    BOOST_TEST(ways_of(invariant).size() >= 3u, "I" << invariant);
  }
  BOOST_TEST(files("broken").size() >= 24u);
}

BOOST_AUTO_TEST_CASE(every_violation_shows_what_it_rests_on) {
  for (const std::string& file : files("broken")) {
    const test::AuditCase made = test::read_audit_case(kFolder, file);
    for (const audit::Violation& violation : audit::check(made.evidence).violations) {
      BOOST_TEST(!violation.run.empty(), file);
      BOOST_TEST(!violation.text.empty(), file);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_has_no_data_is_not_checked) {
  const audit::Findings findings = audit::check({});
  BOOST_TEST(findings.violations.empty());
  BOOST_TEST(!findings.checks[6].done);
  BOOST_TEST(findings.checks[6].note.find("no limit") != std::string::npos);
  BOOST_TEST(!findings.checks[7].done);
  BOOST_TEST(findings.checks[7].note.find("no data") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
