#include "core/base/catalogue.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "core/base/messages/areas.h"
#include "core/base/messages/general.h"

using namespace aiep;

BOOST_AUTO_TEST_SUITE(catalogue)

namespace {

std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> found;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '{' && text[i + 2] == '}' && text[i + 1] >= '0' && text[i + 1] <= '9') {
      found.emplace(text.substr(i, 3));
    }
  }
  return found;
}

bool has_chinese(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0xe3) return true;
  }
  return false;
}

struct Area {
  std::span<const Message> (*entries)();
  int first, last;
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_entry_has_all_its_texts_in_both_languages) {
  BOOST_TEST_REQUIRE(all_messages().size() > 0u);
  for (const Message* m : all_messages()) {
    for (const char* text : {m->text_en, m->text_zh, m->hint_en, m->hint_zh, m->explain_en, m->explain_zh}) {
      BOOST_TEST_REQUIRE(text != nullptr, to_string(m->code));
      BOOST_TEST(*text != '\0', to_string(m->code));
    }
    for (const char* text : {m->text_zh, m->hint_zh, m->explain_zh}) {
      if (std::string_view(text) == "{0}") continue;  // nothing but what was said elsewhere
      BOOST_TEST(has_chinese(text), to_string(m->code) << ": " << text);
    }
  }
}

BOOST_AUTO_TEST_CASE(both_languages_name_the_same_arguments) {
  for (const Message* m : all_messages()) {
    BOOST_TEST((placeholders(m->text_en) == placeholders(m->text_zh)), to_string(m->code) << " text");
    BOOST_TEST((placeholders(m->hint_en) == placeholders(m->hint_zh)), to_string(m->code) << " hint");
  }
}

BOOST_AUTO_TEST_CASE(codes_are_unique_ascending_and_inside_their_area) {
  const Area areas[] = {{messages::general, 1, 99},    {messages::flow, 100, 199},
                        {messages::dates, 200, 299},   {messages::store, 300, 399},
                        {messages::engine, 400, 499},  {messages::backend, 500, 599},
                        {messages::checker, 600, 649}, {messages::check_dialect, 650, 699},
                        {messages::plugin, 700, 799},  {messages::server, 800, 899}};
  std::size_t total = 0;
  for (const Area& area : areas) {
    int before = area.first - 1;
    for (const Message& m : area.entries()) {
      BOOST_TEST(m.code.number > before, to_string(m.code) << " is not above the entry before it");
      BOOST_TEST(m.code.number <= area.last, to_string(m.code));
      BOOST_TEST(find_message(m.code) == &m, to_string(m.code));
      before = m.code.number;
      ++total;
    }
  }
  BOOST_TEST(total == all_messages().size());
}

BOOST_AUTO_TEST_CASE(an_unknown_code_is_an_internal_error) {
  BOOST_TEST(find_message(Code{9999}) == nullptr);
  BOOST_TEST((make_error(Code{9999}).kind == ErrorKind::internal));
  BOOST_TEST(to_string(Code{7}) == "AIEP-0007");
}

BOOST_AUTO_TEST_CASE(filling_keeps_what_has_no_argument) {
  BOOST_TEST(fill("{0} and {1} and {0}", {"a", "b"}) == "a and b and a");
  BOOST_TEST(fill("{0} {1}", {"a"}) == "a {1}");
  BOOST_TEST(fill("{0}", {"{1}", "x"}) == "{1}");
  BOOST_TEST(fill("{} {x} { {0", {"a"}) == "{} {x} { {0");
}

BOOST_AUTO_TEST_CASE(nearest_stops_at_two_edits) {
  const std::vector<std::string> names{"run_date", "run_today", "rate"};
  BOOST_TEST(nearest("run_dat", names) == "run_date");
  BOOST_TEST(nearest("rnu_date", names) == "run_date");
  BOOST_TEST(nearest("ru_dte", names) == "run_date");
  BOOST_TEST(nearest("r_dte", names) == "rate");
  BOOST_TEST(nearest("completely", names) == "");
  BOOST_TEST(nearest("rate", {}) == "");
  BOOST_TEST(nearest(std::string(50'000'000, 'c'), names).empty());  // at once: no distance is computed
}

BOOST_AUTO_TEST_CASE(each_kind_has_its_own_name_and_the_agreed_exit_code) {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(ErrorKind::internal); ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const KindFacts& facts = kind_facts(kind);
    names.insert(facts.name);
    BOOST_TEST((kind_from_name(facts.name) == kind), facts.name);
    BOOST_TEST(facts.http_status >= 400, facts.name);
    BOOST_TEST(facts.exit_code > 0, facts.name);
    const bool again = kind == ErrorKind::unavailable || kind == ErrorKind::deadline_exceeded;
    BOOST_TEST(facts.retryable == again, facts.name);
  }
  BOOST_TEST(names.size() == 15u);
  BOOST_TEST((kind_from_name("no such kind") == ErrorKind::internal));
  BOOST_TEST(kind_facts(ErrorKind::invalid_argument).exit_code == 2);
  BOOST_TEST(kind_facts(ErrorKind::not_found).exit_code == 3);
  BOOST_TEST(kind_facts(ErrorKind::deadline_exceeded).exit_code == 124);
}

BOOST_AUTO_TEST_SUITE_END()
