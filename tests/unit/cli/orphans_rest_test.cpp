// Orphans over REST and on the command line.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/server_fixture.h"

using aiep::test::ServerFixture;
using Words = std::vector<std::string>;

BOOST_FIXTURE_TEST_SUITE(rest_orphans, ServerFixture)

BOOST_AUTO_TEST_CASE(the_list_says_what_is_known_and_null_for_the_rest) {
  service.orphans_found = {{"r.0.1", "local", "r.0.1", "", "", "this store knows no run r"}};
  const auto [status, body] = request("GET", "/v1/orphans");
  BOOST_TEST(status == 200);
  BOOST_TEST(body.dump() == R"({"items":[{"key":"r.0.1","backend":"local","external_id":"r.0.1","run":null,)"
                            R"("node":null,"reason":"this store knows no run r"}]})");
}

BOOST_AUTO_TEST_CASE(a_kill_is_202_until_nothing_lives) {
  BOOST_TEST(request("POST", "/v1/orphans/r.0.1/kill", R"({"reason":"old"})").first == 202);
  BOOST_TEST(request("POST", "/v1/orphans/r.0.1/kill").first == 200);
  BOOST_TEST(service.orphan_words[1] == "r.0.1");
}

BOOST_AUTO_TEST_CASE(adopting_gives_the_run) {
  const auto [status, body] = request("POST", "/v1/orphans/r.0.1/adopt", R"({"reason":"let it end"})");
  BOOST_TEST(status == 201);
  BOOST_TEST(body.at("run") == "0a1b2c3d4");
  BOOST_TEST(service.orphan_words.back() == "let it end");
  BOOST_TEST(request("POST", "/v1/orphans/r.0.1/adopt", R"({"raeson":"x"})").first == 400);
}

BOOST_AUTO_TEST_SUITE_END()
