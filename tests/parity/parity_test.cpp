// docs/parity.md: made here, cell by cell, and compared. A changed page lies beside the build, to be looked at and
// copied when the change is meant.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/base/files.h"
#include "tests/parity/ways.h"

namespace aiep::parity {
namespace {

constexpr const char* kHead =
    "# What an outer scheduler sees\n\n"
    "Every inner state and every way in which an outer scheduler can ask, with the answer. This page is written by "
    "the\n"
    "test `parity`: it asks the engine and the agent for each cell, with the mock scheduler, and fails when an answer\n"
    "differs from this page. `–` means that the question cannot arise. The words are those of [agent.md](agent.md).\n";

std::string name_of(Inner inner) { return inner ? "`" + std::string(to_string(*inner)) + "`" : "no run yet"; }

std::vector<Inner> all_inner() {
  std::vector<Inner> all{std::nullopt};
  for (const StateFacts& facts : all_states()) all.emplace_back(facts.state);
  return all;
}

std::string write_table(const Table& table) {
  std::string text = "\n## " + table.title + "\n\n" + table.text + "\n\n| inner state |";
  std::string line = "|---|";
  for (const Way& way : table.ways) {
    text += " " + way.title + " |";
    line += "---|";
  }
  text += "\n" + line + "\n";
  for (const Inner inner : all_inner()) {
    text += "| " + name_of(inner) + " |";
    for (const Way& way : table.ways) {
      BOOST_TEST_CONTEXT(table.title << ": " << way.title << ": " << name_of(inner)) {
        text += " " + way.ask(inner) + " |";
      }
    }
    text += "\n";
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(parity)

BOOST_AUTO_TEST_CASE(every_state_answers_every_question_as_the_page_says) {
  std::string text = kHead;
  for (const Table& table : all_tables()) text += write_table(table);
  std::ofstream(std::filesystem::path(AIEP_BINARY_DIR) / "parity.md") << text;
  const auto page = read_file(std::string(AIEP_SOURCE_DIR) + "/docs/parity.md");
  BOOST_REQUIRE(page.has_value());
  std::istringstream made(text), kept(*page);
  std::string now, before;
  while (std::getline(made, now)) BOOST_TEST((std::getline(kept, before) && now == before), "not on the page: " << now);
  BOOST_TEST(!std::getline(kept, before), "no longer so: " << before);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::parity
