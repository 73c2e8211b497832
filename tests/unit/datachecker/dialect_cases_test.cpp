// The property files in tests/cases/datachecker and what they mean: NAME.job beside NAME.expected.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/base/catalogue.h"
#include "core/base/duration.h"
#include "core/base/files.h"
#include "datachecker/dialect/keys.h"
#include "datachecker/dialect/read_plan.h"
#include "datachecker/object.h"
#include "datachecker/rung_text.h"

namespace fs = std::filesystem;

namespace {

using namespace aiep;
using namespace aiep::check;

const fs::path kCases = fs::path(AIEP_SOURCE_DIR) / "tests" / "cases" / "datachecker";

std::vector<fs::path> cases() {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.path().extension() == ".job") all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string content(const fs::path& path) {
  auto text = read_file(path.string());
  BOOST_REQUIRE_MESSAGE(text.has_value(), path);
  return *text;
}

void say_error(std::ostream& out, const Error& error) {
  out << "error " << to_string(error.code) << " at " << error.place.file << ":" << error.place.line << ":"
      << error.place.column << "\n  " << render_text(error, Lang::en) << "\n  " << render_text(error, Lang::zh) << "\n";
}

void say_key(std::ostream& out, const KeyReport& report) {
  out << to_string(report.outcome) << " " << report.key << " = " << report.value;
  if (report.place.line > 0) out << " (" << report.place.line << ":" << report.place.column << ")";
  out << "\n";
  if (report.outcome != Outcome::refused) out << "  " << report.effect.en << "\n  " << report.effect.zh << "\n";
}

void say_plan(std::ostream& out, const CheckPlan& plan) {
  for (const PlannedObject& object : plan.objects) {
    out << "object " << to_text(object.question) << " asks " << to_string(object.source) << " (" << object.source_why.en
        << ") rung " << rung_text(object.question.rung, object.question.rung_argument);
    if (object.match == Match::any) out << " any";
    if (object.match == Match::count) out << " count>=" << object.at_least;
    out << " from " << object.key << "\n";
  }
  out << "limit " << format_duration(plan.wait_limit) << " poll " << format_duration(plan.poll);
  if (plan.earliest_minute) out << " earliest " << *plan.earliest_minute << (plan.earliest_next_day ? " next day" : "");
  if (plan.late_is_success) out << " late-is-success";
  if (plan.deny_views) out << " deny-views";
  if (plan.pause.count() != 0) out << " pause " << plan.pause.count() << "+" << plan.pause_spread.count();
  out << "\n";
  if (!plan.access.metastore_url.empty()) out << "metastore " << metastore_uri(plan.access) << "\n";
  if (!plan.access.mask_url.empty()) out << "mask " << plan.access.mask_url << " as " << plan.access.mask_app << "\n";
}

std::string explain(const fs::path& path) {
  std::ostringstream out;
  auto file = parse_properties(path.filename().string(), content(path));
  if (!file) {
    say_error(out, file.error());
    return out.str();
  }
  PlanOptions options;
  auto dates = dates::make_context(from_ms(1'709'283'600'000), "Asia/Shanghai", "20240229");
  BOOST_REQUIRE(dates.has_value());
  options.dates = *dates;
  const FileReading reading = read_plan(*file, options);
  for (const KeyReport& report : reading.keys) say_key(out, report);
  for (const Error& error : reading.errors) say_error(out, error);
  if (reading.errors.empty()) say_plan(out, reading.plan);
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dialect_cases)

BOOST_AUTO_TEST_CASE(every_file_means_what_was_agreed) {
  // AIEP_WRITE_EXPECTED=1 writes the files anew; a person then reads the difference.
  const bool write = std::getenv("AIEP_WRITE_EXPECTED") != nullptr;
  for (const fs::path& path : cases()) {
    const std::string said = explain(path);
    const fs::path expected = fs::path(path).replace_extension("expected");
    if (write) std::ofstream(expected, std::ios::binary) << said;
    BOOST_TEST(said == content(expected), path.stem() << ":\n" << said);
  }
  BOOST_TEST(cases().size() >= 40u);
}

BOOST_AUTO_TEST_CASE(every_key_of_each_dialect_stands_in_a_file) {
  std::map<FileDialect, std::set<std::string>> seen;
  for (const fs::path& path : cases()) {
    const FileDialect dialect = path.filename().string().starts_with("dss") ? FileDialect::dss : FileDialect::schedulis;
    auto file = parse_properties("f", content(path));
    if (!file) continue;
    for (const Property& property : file->properties) {
      std::string suffix;
      if (const KeyRule* rule = find_rule(dialect, property.key.text, suffix)) seen[dialect].insert(rule->name);
    }
  }
  for (const FileDialect dialect : {FileDialect::schedulis, FileDialect::dss}) {
    for (const KeyRule& rule : key_rules(dialect)) {
      const bool same_code = std::string(rule.name).starts_with("aiep.") && dialect == FileDialect::dss;
      BOOST_TEST((same_code || seen[dialect].contains(rule.name)), to_string(dialect) << " " << rule.name);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_key_that_is_read_has_a_report_with_words) {
  for (const fs::path& path : cases()) {
    auto file = parse_properties("f", content(path));
    if (!file) continue;
    PlanOptions options;
    options.dates = *dates::make_context(from_ms(1'709'283'600'000), "Asia/Shanghai", "20240229");
    const FileReading reading = read_plan(*file, options);
    if (reading.keys.empty()) continue;
    BOOST_TEST(reading.keys.size() >= file->properties.size());
    for (const KeyReport& report : reading.keys) {
      BOOST_TEST(!report.effect.en.empty(), path.stem() << " " << report.key);
      BOOST_TEST(!report.effect.zh.empty(), path.stem() << " " << report.key);
    }
  }
}

BOOST_AUTO_TEST_CASE(secrets_are_never_shown) {
  const std::string shown = explain(kCases / "schedulis-operator.job") + explain(kCases / "dss-operator.job") +
                            explain(kCases / "schedulis-sealed-password.job");
  for (const char* secret : {"p wA", "secret-token", "abc", "cGFzcw", "c2VhbGVk", "MIIBV"}) {
    BOOST_TEST(shown.find(secret) == std::string::npos, secret);
  }
}

BOOST_AUTO_TEST_SUITE_END()
