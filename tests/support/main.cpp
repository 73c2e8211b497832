// main() of every test program. Boost.Test exits 0 when nothing was asserted (all cases disabled,
// a filter that matches nothing); here that is a failure.
#define BOOST_TEST_NO_MAIN
#include <boost/test/results_collector.hpp>
#include <boost/test/unit_test.hpp>
#include <iostream>

namespace {
bool init() { return true; }
}  // namespace

int main(int argc, char** argv) {
  const int result = boost::unit_test::unit_test_main(&init, argc, argv);
  using namespace boost::unit_test;
  const auto& all = results_collector.results(framework::master_test_suite().p_id);
  if (result == 0 && all.p_assertions_passed == 0) {
    std::cerr << "no assertion was made\n";
    return 1;
  }
  return result;
}
