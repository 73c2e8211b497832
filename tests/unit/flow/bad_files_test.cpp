/// Replays tests/cases/bad: each file is one clear error, or works; never a crash, a hang or a half result.
/// Beside each NAME stands NAME.expected; a .gen file describes one too large or too odd to keep. AIEP_WRITE_EXPECTED=1
/// writes it anew, to be read before it is committed.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "core/base/catalogue.h"
#include "core/base/files.h"
#include "tests/unit/flow/support.h"

using namespace aiep;
using namespace aiep::flow;
using namespace aiep::flow::testing;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(bad_files)

namespace {

/// `\n`, `\"`-free text with `\xHH` for bytes and `\d` for the number of the repetition.
std::string expand(const std::string& text, long number) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char what = text[++i];
    if (what == 'n')
      out += '\n';
    else if (what == 'd')
      out += std::to_string(number);
    else if (what == 'x' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += what;
    }
  }
  return out;
}

/// A .gen file: lines `COUNT TEXT`, each text repeated and joined without separator.
std::string generate(const std::string& description) {
  std::istringstream lines_in(description);
  std::string line, out;
  while (std::getline(lines_in, line)) {
    const std::size_t blank = line.find(' ');
    BOOST_REQUIRE(blank != std::string::npos);
    const long count = std::stol(line.substr(0, blank));
    const std::string text = line.substr(blank + 1);
    if (text.find("\\d") == std::string::npos) {
      const std::string once = expand(text, 0);
      if (once.size() == 1)
        out.append(static_cast<std::size_t>(count), once[0]);
      else
        for (long i = 0; i < count; ++i) out += once;
    } else {
      for (long i = 0; i < count; ++i) out += expand(text, i);
    }
  }
  return out;
}

std::string outcome(const fs::path& path) {
  std::string text = read_file(path.string()).value();
  if (path.extension() == ".gen") text = generate(text);
  const ParseResult result = parse({detect_format(text), text, "", {}}, path.filename().string(), types());
  std::string out = lines(result);
  if (result.ok()) out += "ok " + std::to_string(result.spec.nodes.size()) + " nodes\n";
  for (const Problem& problem : result.problems) {
    BOOST_TEST(!render_hint(problem.error, Lang::en).empty());
    BOOST_TEST(!render_text(problem.error, Lang::zh).empty());
    BOOST_TEST(problem.error.place.file == path.filename().string());
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_gets_its_message) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(std::string(AIEP_SOURCE_DIR) + "/tests/cases/bad")) {
    const std::string kind = entry.path().extension().string();
    if (kind == ".json" || kind == ".yaml" || kind == ".gen") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  BOOST_TEST(files.size() >= 40u);
  for (const fs::path& file : files) {
    const std::string expected_file = file.string() + ".expected";
    const std::string found = outcome(file);
    if (std::getenv("AIEP_WRITE_EXPECTED") != nullptr) {
      BOOST_TEST(write_file_atomically(expected_file, found, 0644).has_value());
      continue;
    }
    BOOST_TEST_CONTEXT(file.filename().string()) { BOOST_TEST(found == read_file(expected_file).value_or("")); }
  }
}

BOOST_AUTO_TEST_SUITE_END()
