#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "tests/contract/check_backend_suite.h"

namespace aiep::test {
namespace {

using spi::Rung;
using spi::Verdict;

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(line);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

Verdict verdict_from(const std::string& word) {
  static const std::map<std::string, Verdict> kWords = {{"arrived", Verdict::present},
                                                        {"not", Verdict::absent},
                                                        {"unknown", Verdict::unknown},
                                                        {"error", Verdict::refused}};
  return kWords.at(word);
}

VerdictCase verdict_case(const std::vector<std::string>& columns) {
  VerdictCase line;
  line.id = columns.at(0);
  line.scope = columns.at(1);
  line.question.database = columns.at(2);
  line.question.table = columns.at(3);
  for (const auto& level : nlohmann::json::parse(columns.at(4))) {
    std::optional<std::string> value;
    if (!level.at(1).is_null()) value = level.at(1).get<std::string>();
    line.question.spec.emplace_back(level.at(0).get<std::string>(), std::move(value));
  }
  line.stored = columns.at(5);
  line.expected = {{Rung::exists, verdict_from(columns.at(6))},
                   {Rung::stats, verdict_from(columns.at(7))},
                   {Rung::files, verdict_from(columns.at(8))}};
  line.why = columns.at(9);
  return line;
}

bool applies(const std::string& scope, const CheckHarness& harness) {
  if (scope == "all" || scope == harness.charset()) return true;
  for (const std::string& generation : split(scope, ',')) {
    if (generation == harness.generation()) return true;
  }
  return false;
}

}  // namespace

std::vector<VerdictCase> verdict_lines(const CheckHarness& harness) {
  const std::string path = std::string(AIEP_SOURCE_DIR) + "/tests/cases/hive/verdicts.tsv";
  std::ifstream file(path);
  std::vector<VerdictCase> lines;
  std::string text;
  std::getline(file, text);  // the heading
  while (std::getline(file, text)) {
    VerdictCase line = verdict_case(split(text, '\t'));
    if (applies(line.scope, harness) && harness.holds(line)) lines.push_back(std::move(line));
  }
  if (lines.empty()) throw std::runtime_error("no verdicts for this harness in " + path);
  return lines;
}

}  // namespace aiep::test
