#include "core/audit/ledger.h"

#include <boost/test/unit_test.hpp>

using namespace aiep;
using audit::LedgerEntry;

BOOST_AUTO_TEST_SUITE(ledger)

BOOST_AUTO_TEST_CASE(a_line_is_read_whole) {
  const auto entry =
      audit::parse_ledger_line("end key=8a1.0.2 pid=7 boot=b-1 born=81 steady=812 wall=1709222400000 exit=3 .");
  BOOST_REQUIRE(entry.has_value());
  BOOST_TEST((entry->kind == LedgerEntry::Kind::end));
  BOOST_TEST(entry->key == "8a1.0.2");
  BOOST_TEST(entry->pid == 7);
  BOOST_TEST(entry->boot == "b-1");
  BOOST_TEST(entry->born == 81);
  BOOST_TEST(entry->steady_ms == 812);
  BOOST_TEST(to_ms(entry->wall) == 1'709'222'400'000);
  BOOST_TEST(entry->exit.value() == 3);
}

BOOST_AUTO_TEST_CASE(what_a_full_disk_leaves_behind_says_nothing) {
  for (const char* line : {"", "start", "start key=8a1.0.1", "start key=8a1.0.1 pid=7", "start key=8a1.0.1 .x",
                           "start key=8a1.0.1 pi start key=8a1.0.2 .", "begin key=8a1.0.1 .", "start pid=7 .",
                           "start key= .", "start key=8a1.0.1 pid=seven .", "end key=8a1.0.1 .", "told key=8a1 ."}) {
    BOOST_TEST(!audit::parse_ledger_line(line).has_value(), line);
  }
}

BOOST_AUTO_TEST_CASE(a_text_tells_what_was_early_and_what_is_unreadable) {
  const std::string first = "start key=8a1.0.1 .\n", torn = "beat key=8a1.0.1 pid\n", last = "beat key=8a1.0.1 .\n";
  const auto ledger = audit::parse_ledger(first + torn + "\n" + last + "beat ke", "t.ledger", first.size());
  BOOST_REQUIRE(ledger.entries.size() == 2u);
  BOOST_TEST(ledger.entries[0].early);
  BOOST_TEST(ledger.entries[0].where == "t.ledger:1");
  BOOST_TEST(!ledger.entries[1].early);
  BOOST_TEST(ledger.entries[1].where == "t.ledger:4");
  BOOST_TEST(ledger.unreadable == 2);
}

BOOST_AUTO_TEST_SUITE_END()
