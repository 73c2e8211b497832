// Widths, base64, YAML output, workspace paths and the log's lines.
#include "apps/aiepctl/text.h"

#include <sys/stat.h>
#include <sys/un.h>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "apps/aiepctl/io.h"
#include "apps/wire/base64.h"
#include "core/config/workspace.h"
#include "tests/support/temp_dir.h"

using namespace aiep;
using Json = nlohmann::ordered_json;

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(widths_and_cuts) {
  BOOST_TEST(cli::display_width("abc") == 3u);
  BOOST_TEST(cli::display_width("流失预测") == 8u);
  BOOST_TEST(cli::display_width("a\xcc\x81") == 1u);
  BOOST_TEST(cli::padded("流失", 6) == "流失  ");
  BOOST_TEST(cli::shortened("流失预测训练", 9) == "流失预...");
  BOOST_TEST(cli::shortened("short", 9) == "short");
}

BOOST_AUTO_TEST_CASE(nothing_steers_the_terminal) {
  BOOST_TEST(cli::visible("a\x1b[31mb\nc\td\x7f") == "a\\x1b[31mb\\nc\\td\\x7f");
  BOOST_TEST(cli::visible("\xe2\x80\xae"
                          "abc") == "\\u202eabc");
  BOOST_TEST(cli::visible("流失 é") == "流失 é");
}

BOOST_AUTO_TEST_CASE(base64_both_ways) {
  for (const char* pair : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    BOOST_TEST(wire::base64_decode(wire::base64_encode(pair)).value() == pair);
  }
  BOOST_TEST(wire::base64_encode("foob") == "Zm9vYg==");
  BOOST_TEST(wire::base64_encode(std::string_view("\x00\xff\x10", 3)) == "AP8Q");
  for (const char* bad : {"Zg=", "Z===", "Zm9v=g==", "Zm 9", "Zm9*"}) BOOST_TEST(!wire::base64_decode(bad));
}

BOOST_AUTO_TEST_CASE(utf8_is_told_from_bytes) {
  for (const char* good : {"", "abc", "流失", "\xf0\x9f\x98\x80"}) BOOST_TEST(wire::is_utf8(good));
  for (const char* bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "a\xe6\xb5", "\x80"}) {
    BOOST_TEST(!wire::is_utf8(bad));
  }
}

BOOST_AUTO_TEST_CASE(yaml_form) {
  const Json document{{"a", 1},
                      {"b", "true"},
                      {"c", Json::array({Json{{"x", "y z"}, {"n", nullptr}}, "plain"})},
                      {"d", Json::object()},
                      {"e", Json::array()}};
  BOOST_TEST(cli::to_yaml(document) ==
             "a: 1\nb: \"true\"\nc:\n  - x: \"y z\"\n    \"n\": null\n  - plain\nd: {}\ne: []\n");
  BOOST_TEST(cli::to_yaml(Json::array({Json::array({1, 2}), 3})) == "- - 1\n  - 2\n- 3\n");
}

BOOST_AUTO_TEST_CASE(a_long_workspace_gets_a_short_socket) {
  const std::string longer = "/tmp/" + std::string(200, 'w');
  const test::TempDir runtime;
  ::setenv("XDG_RUNTIME_DIR", runtime.path().c_str(), 1);
  const auto path = config::socket_path(longer);
  BOOST_REQUIRE(path);
  BOOST_TEST(path->starts_with(runtime.path() + "/aiep/"));
  BOOST_TEST(path->size() < sizeof(sockaddr_un::sun_path));
  BOOST_TEST(*config::socket_path(longer + "x") != *path);
  BOOST_TEST(*config::socket_path("/tmp/w") == "/tmp/w/run/aiepd.sock");
  ::chmod((runtime / "aiep").c_str(), 0755);
  const auto unsafe = config::socket_path(longer);
  BOOST_REQUIRE(!unsafe);
  BOOST_TEST(to_string(unsafe.error().code) == "AIEP-0833");
  ::unsetenv("XDG_RUNTIME_DIR");
}

BOOST_AUTO_TEST_CASE(where_the_workspace_is) {
  ::unsetenv("AIEP_WORKSPACE");
  ::setenv("XDG_DATA_HOME", "/data", 1);
  BOOST_TEST(*config::resolve_workspace("") == "/data/aiep-batch");
  ::setenv("AIEP_WORKSPACE", "/env/w/", 1);
  BOOST_TEST(*config::resolve_workspace("") == "/env/w");
  BOOST_TEST(*config::resolve_workspace("/flag/./w") == "/flag/w");
  ::unsetenv("AIEP_WORKSPACE");
  ::unsetenv("XDG_DATA_HOME");
}

BOOST_AUTO_TEST_SUITE_END()
