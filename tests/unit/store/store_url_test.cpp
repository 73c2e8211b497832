#include "core/store/store_url.h"

#include <boost/test/unit_test.hpp>

namespace aiep::store {

BOOST_AUTO_TEST_SUITE(store_urls)

BOOST_AUTO_TEST_CASE(the_parts_of_an_address) {
  BOOST_TEST(parse_store_url("sqlite:///a%20b/c=d.db")->path == "/a b/c=d.db");
  const auto host = parse_store_url("mysql://us%40er@db.example:3307/aiep?password_file=/etc/p%26w");
  BOOST_REQUIRE(host.has_value());
  BOOST_TEST((host->engine == Engine::mysql));
  BOOST_TEST(host->user == "us@er");
  BOOST_TEST(host->host == "db.example");
  BOOST_TEST(host->port == 3307);
  BOOST_TEST(host->database == "aiep");
  BOOST_TEST(host->password_file == "/etc/p&w");
  const auto socket = parse_store_url("mysql://u@/d?socket=/run/s&password_file=/p");
  BOOST_REQUIRE(socket.has_value());
  BOOST_TEST(socket->socket == "/run/s");
  BOOST_TEST(socket->host.empty());
  BOOST_TEST(parse_store_url("mysql://u@h/d")->port == 3306);
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused_without_its_secrets) {
  for (const char* url : {"",
                          "sqlite",
                          "sqlite://",
                          "sqlite://relative.db",
                          "sqlite:///dir/",
                          "sqlite:///a\"b",
                          "sqlite:///a%0",
                          "sqlite:///a%00b",
                          "mysql://",
                          "mysql://h/d",
                          "mysql://u@h",
                          "mysql://u@h/",
                          "mysql://@h/d",
                          "mysql://u@/d",
                          "mysql://u@h/d?socket=/s",
                          "mysql://u@h:0/d",
                          "mysql://u@h:65536/d",
                          "mysql://u@h:x/d",
                          "mysql://u:secret@h/d",
                          "mysql://u@h/d?password=secret",
                          "mysql://u@h/d?password_file=secret",
                          "postgres://u:secret@h/d"}) {
    const auto parsed = parse_store_url(url);
    BOOST_TEST_CONTEXT(url) {
      BOOST_REQUIRE(!parsed.has_value());
      BOOST_TEST(kind_facts(parsed.error().kind).name == "invalid_argument");
      BOOST_TEST(parsed.error().message().find("secret") == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::store
