#include "datachecker/object.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "core/base/catalogue.h"

namespace {

using namespace aiep;

/// `\t`, `\n`, `\xHH` and `\\` of the tables.
std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const char what = text.at(++i);
    if (what == 'x') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += what == 't' ? '\t' : what == 'n' ? '\n' : what;
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> table(const std::string& name) {
  std::ifstream file(std::string(AIEP_SOURCE_DIR "/tests/cases/objects/") + name);
  BOOST_TEST_REQUIRE(file.good());
  std::vector<std::pair<std::string, std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("# ")) continue;
    const std::size_t tab = line.find('\t');
    BOOST_TEST_REQUIRE(tab != std::string::npos, line);
    rows.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  BOOST_TEST_REQUIRE(!rows.empty());
  return rows;
}

/// The canonical text, or `code at character`.
std::string outcome(const std::string& text) {
  auto question = check::parse_object(text);
  if (question) return check::to_text(*question);
  const Error& error = question.error();
  const std::string number = std::to_string(error.code.number);
  return error.code.number == 608 ? number : number + " at " + (error.args.size() > 1 ? error.args[1] : "1");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(objects)

BOOST_AUTO_TEST_CASE(are_read_as_the_table_says) {
  for (const auto& [text, wanted] : table("parse.tsv")) {
    BOOST_TEST_CONTEXT(text) { BOOST_TEST(outcome(text) == wanted); }
  }
}

BOOST_AUTO_TEST_CASE(canonical_text_is_read_to_the_same_question) {
  for (const auto& [text, wanted] : table("parse.tsv")) {
    auto question = check::parse_object(text);
    if (!question) continue;
    BOOST_TEST_CONTEXT(text) {
      auto again = check::parse_object(check::to_text(*question));
      BOOST_TEST_REQUIRE(again.has_value());
      BOOST_TEST((again->spec == question->spec && again->table == question->table));
    }
  }
}

BOOST_AUTO_TEST_CASE(values_are_escaped_as_hive_does) {
  for (const auto& [raw, stored] : table("escape.tsv")) {
    BOOST_TEST_CONTEXT(raw) {
      BOOST_TEST(check::escape_path_name(decoded(raw)) == stored);
      if (!raw.empty()) BOOST_TEST(check::unescape_path_name(stored) == decoded(raw));
    }
  }
}

BOOST_AUTO_TEST_CASE(stored_text_is_unescaped_as_hive_does) {
  for (const auto& [stored, raw] : table("unescape.tsv")) {
    BOOST_TEST_CONTEXT(stored) { BOOST_TEST(check::unescape_path_name(stored) == decoded(raw)); }
  }
}

BOOST_AUTO_TEST_CASE(errors_have_words_and_a_hint) {
  auto question = check::parse_object("db1.tb{ds=2024/02/29}");
  BOOST_TEST_REQUIRE(!question);
  BOOST_TEST((question.error().kind == ErrorKind::invalid_argument));
  BOOST_TEST(question.error().message() == "object `db1.tb{ds=2024/02/29}`: `02` (character 16) has no `=`");
  BOOST_TEST(render_hint(question.error(), Lang::en).find("%2F") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(partition_name_is_what_a_metastore_keeps) {
  auto question = check::parse_object("d.t{K%3A1='a/b=c'/b='{x}'/c=''}");
  BOOST_TEST_REQUIRE(question.has_value());
  BOOST_TEST(check::partition_name(*question) == "k%3A1=a%2Fb%3Dc/b=%7Bx}/c=__HIVE_DEFAULT_PARTITION__");
}

BOOST_AUTO_TEST_CASE(rungs_have_words) {
  for (const char* word : {"exists", "stats", "done-flag", "files", "stable", "rows"}) {
    BOOST_TEST_REQUIRE(check::rung_from(word).has_value(), word);
    BOOST_TEST(check::to_string(*check::rung_from(word)) == word);
  }
  BOOST_TEST((check::rung_from("done_flag") == spi::Rung::done_flag));
  BOOST_TEST(!check::rung_from("Exists"));
  BOOST_TEST(!check::rung_from(""));
}

BOOST_AUTO_TEST_SUITE_END()
