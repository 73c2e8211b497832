#include "core/base/account.h"

#include <pwd.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

BOOST_AUTO_TEST_SUITE(account)

// Under ThreadSanitizer this also shows that nothing is shared between the askers.
BOOST_AUTO_TEST_CASE(every_thread_learns_the_same) {
  std::vector<aiep::Account> seen(8);
  {
    std::vector<std::jthread> threads;
    for (aiep::Account& one : seen) threads.emplace_back([&one] { one = aiep::current_account(); });
  }
  const passwd* entry = ::getpwuid(::geteuid());
  for (const aiep::Account& one : seen) {
    BOOST_TEST(one.name == (entry != nullptr ? entry->pw_name : std::to_string(::geteuid())));
    BOOST_TEST(one.home == (entry != nullptr ? entry->pw_dir : ""));
  }
}

BOOST_AUTO_TEST_SUITE_END()
