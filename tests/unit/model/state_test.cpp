#include "core/model/state.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "core/model/records.h"

using namespace aiep;

BOOST_AUTO_TEST_SUITE(model)

BOOST_AUTO_TEST_CASE(every_state_has_its_row_and_its_own_name) {
  std::set<std::string> names;
  BOOST_TEST(all_states().size() == static_cast<std::size_t>(State::lost) + 1);
  for (const StateFacts& row : all_states()) {
    BOOST_TEST(&facts(row.state) == &row, row.name);
    BOOST_TEST((state_from(row.name) == row.state), row.name);
    BOOST_TEST(*row.platform_run != '\0', row.name);
    BOOST_TEST(*row.platform_task != '\0', row.name);
    names.insert(row.name);
  }
  BOOST_TEST(names.size() == all_states().size());
}

BOOST_AUTO_TEST_CASE(an_unknown_word_is_never_a_verdict) {
  for (const char* word : {"", "Succeeded", "SUCCEEDED", "succeeded ", "done", "成功"}) {
    BOOST_TEST((state_from(word) == State::unknown), word);
  }
  BOOST_TEST(!is_terminal(State::unknown));
}

BOOST_AUTO_TEST_CASE(terminal_states_never_change) {
  std::set<std::string> terminal;
  for (const StateFacts& from : all_states()) {
    BOOST_TEST(!may_change(from.state, from.state), from.name);
    if (!from.terminal) continue;
    terminal.insert(from.name);
    for (const StateFacts& to : all_states()) {
      BOOST_TEST(!may_change(from.state, to.state), from.name << " to " << to.name);
    }
  }
  BOOST_TEST((terminal == std::set<std::string>{"succeeded", "failed", "cancelled", "skipped", "lost"}));
}

BOOST_AUTO_TEST_CASE(every_open_state_can_end_and_a_cancel_is_not_forgotten) {
  for (const StateFacts& from : all_states()) {
    if (from.terminal) continue;
    BOOST_TEST(may_change(from.state, State::cancelled), from.name);
    BOOST_TEST(may_change(from.state, State::lost), from.name);
    if (from.state != State::cancelling) BOOST_TEST(may_change(from.state, State::cancelling), from.name);
  }
  for (const StateFacts& to : all_states()) {
    BOOST_TEST(may_change(State::cancelling, to.state) == to.terminal, to.name);
  }
  BOOST_TEST(may_change(State::running, State::queued));
}

BOOST_AUTO_TEST_CASE(version_labels_are_read_back) {
  BOOST_TEST(version_label(1, true) == "v1");
  BOOST_TEST(version_label(2, false) == "v2-dev");
  for (const char* label : {"v12", "v12-dev", "12"}) BOOST_TEST(version_number(label) == 12, label);
  for (const char* label : {"", "v", "v0", "0", "-1", "v-1", "1.0", "v1x", "vv1", "-dev", "99999999999", " 1"}) {
    BOOST_TEST(version_number(label) == 0, label);
  }
}

BOOST_AUTO_TEST_CASE(failure_policies_are_read_back) {
  for (const auto policy :
       {FailurePolicy::stop_at_once, FailurePolicy::finish_running, FailurePolicy::finish_possible}) {
    BOOST_TEST((failure_policy_from(to_string(policy)) == policy), to_string(policy));
  }
  BOOST_TEST(!failure_policy_from("Stop").has_value());
  BOOST_TEST(!failure_policy_from("").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
