#include "datachecker/source_uri.h"

#include <boost/test/unit_test.hpp>

#include "datachecker/object.h"
#include "datachecker/question_line.h"
#include "datachecker/rung_text.h"
#include "datachecker/sources.h"

namespace {

using namespace aiep;

/// `scheme user host:port,… path`, or the code of the error.
std::string read(const std::string& text) {
  auto uri = check::parse_source_uri(text);
  if (!uri) return to_string(uri.error().code);
  std::string out = uri->scheme + " " + uri->user;
  for (const auto& [host, port] : uri->hosts) out += " " + host + ":" + std::to_string(port);
  return out + " " + uri->path;
}

std::string opened(const std::string& text) {
  auto source = check::open_source(text, "");
  return source ? "open" : to_string(source.error().code);
}

/// The canonical object of a line, or the code of the error.
std::string line(const std::string& text) {
  auto question = check::parse_question_line(text);
  return question ? check::to_text(*question) : to_string(question.error().code);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(source_uri)

BOOST_AUTO_TEST_CASE(parts_of_an_address) {
  BOOST_TEST(read("webhdfs://hive@h1:9870,h2/w/x") == "webhdfs hive h1:9870 h2:0 /w/x");
  BOOST_TEST(read("Thrift://h:9083") == "thrift  h:9083 ");
  BOOST_TEST(read("metastore-db://u@[::1]:3306/hive") == "metastore-db u [::1]:3306 /hive");
  for (const char* wrong : {"", "thrift", "thrift:h", "thrift://", "thrift://h:0", "thrift://h:x", "thrift://h:65536",
                            "thrift://h,", "thrift://h h", "thrift://[::1"}) {
    BOOST_TEST(read(wrong) == "AIEP-0671", wrong);
  }
}

BOOST_AUTO_TEST_CASE(a_password_in_an_address_is_refused_and_not_repeated) {
  auto uri = check::parse_source_uri("metastore-db://u:geheim@h:3306/hive");
  BOOST_TEST_REQUIRE(!uri.has_value());
  BOOST_TEST(uri.error().message().find("geheim") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(sources_by_address) {
  BOOST_TEST(opened("warehouse:/w") == "open");
  BOOST_TEST(opened("warehouse:w") == "AIEP-0671");
  BOOST_TEST(opened("warehouse:") == "AIEP-0671");
  BOOST_TEST(opened("webhdfs://h/w") == "open");
  BOOST_TEST(opened("swebhdfs://h/w") == "open");
  BOOST_TEST(opened("ftp://h/w") == "AIEP-0670");
  BOOST_TEST(opened("") == "AIEP-0670");
}

BOOST_AUTO_TEST_CASE(questions_as_lines) {
  BOOST_TEST(line(R"({"db":"D","table":"T","spec":[]})") == "d.t");
  BOOST_TEST(line(R"({"db":"d","table":"t"})") == "d.t");
  BOOST_TEST(line(R"({"db":"d","table":"t","spec":[["DS","a/b=c"],["h",null],["e",""],["v"," x }"]]})") ==
             "d.t{ds=a%2Fb%3Dc/h=__HIVE_DEFAULT_PARTITION__/e=__HIVE_DEFAULT_PARTITION__/v=' x }'}");
  BOOST_TEST(line(R"({"db":"d","table":"t","spec":[["k:1","\u0000"]]})") == "d.t{k%3A1=%00}");
  for (const char* wrong : {"", "[]", "{}x", R"({"db":"d","tabel":"t"})", R"({"db":1,"table":"t"})",
                            R"({"db":"d","table":"t","spec":[["a"]]})", R"({"db":"d","table":"t","spec":[["a",1]]})",
                            R"({"db":"d","table":"t{a=1}"})", R"({"db":"d.t{a=1","table":"}"})", "{\"db\":\"\xff\"}"}) {
    BOOST_TEST(!check::parse_question_line(wrong).has_value(), wrong);
  }
  BOOST_TEST(line(R"({"db":"d","table":"t","spec":[["v",")" + std::string(2000, 'x') + R"("]]})") == "AIEP-0608");
}

BOOST_AUTO_TEST_CASE(rungs_as_words) {
  const auto rung = [](const char* text) {
    const auto choice = check::parse_rung(text);
    return choice ? check::rung_text(choice->rung, choice->argument) : "none";
  };
  for (const char* word : {"exists", "stats", "done-flag", "files", "stable:10m", "rows:1000"})
    BOOST_TEST(rung(word) == word);
  BOOST_TEST(rung("done_flag") == "done-flag");
  BOOST_TEST(rung("stable:600s") == "stable:10m");
  for (const char* wrong : {"", "stable", "rows", "rows:", "rows:0", "rows:-1", "rows:1k", "stable:10", "stable:5ms",
                            "exists:1", "files:"}) {
    BOOST_TEST(rung(wrong) == "none", wrong);
  }
}

BOOST_AUTO_TEST_SUITE_END()
