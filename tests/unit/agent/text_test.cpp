#include <boost/test/unit_test.hpp>
#include <map>

#include "apps/aiep_node/run/output.h"
#include "apps/aiep_node/run/safe_text.h"

namespace aiep::agent {
namespace {

Speech speech(const std::string& flag, std::map<std::string, std::string> variables) {
  return choose_speech(flag, [variables](const char* name) {
    const auto it = variables.find(name);
    return it == variables.end() ? std::string() : it->second;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(agent_text)

BOOST_AUTO_TEST_CASE(nothing_steers_a_terminal) {
  BOOST_TEST(safe_text("a\x1b[2J\r\n\tb") == "a\\x1b[2J\\r\\n\\tb");
  BOOST_TEST(safe_text(std::string("\0\x7f", 2)) == "\\x00\\x7f");
  BOOST_TEST(safe_text("\xc2\x9b") == "\\x9b");                // the 8-bit control sequence introducer
  BOOST_TEST(safe_text("x\xe2\x80\xaey") == "x\\u202ey");      // right-to-left override
  BOOST_TEST(safe_text("\xf3\xa0\x80\xa1") == "\\U000e0021");  // a tag character
  BOOST_TEST(safe_text("\xe8\xae\xad\xe7\xbb\x83") == "训练");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_utf8_are_shown_as_bytes) {
  for (const char* bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe8\xae", "\x80"}) {
    const std::string shown = safe_text(bad);
    BOOST_TEST_CONTEXT(shown) {
      BOOST_TEST(shown.starts_with("\\x"));
      for (const char c : shown) BOOST_TEST(static_cast<unsigned char>(c) < 0x80);
    }
  }
}

BOOST_AUTO_TEST_CASE(ascii_and_limit) {
  BOOST_TEST(safe_text("训 a", true) == "\\u8bad a");
  BOOST_TEST(safe_text("abcdef", false, 6) == "abcdef");
  BOOST_TEST(safe_text("abcdefg", false, 6) == "abc...");
  BOOST_TEST(safe_text("训训训", false, 8) == "训...");  // never half a character
}

BOOST_AUTO_TEST_CASE(json_text_is_ascii) {
  BOOST_TEST(json_text("a\"b\\c\n训😀\xff") == "\"a\\\"b\\\\c\\u000a\\u8bad\\ud83d\\ude00\\ufffd\"");
}

BOOST_AUTO_TEST_CASE(language_follows_the_flag_then_the_locale) {
  BOOST_TEST((speech("", {{"LANG", "zh_CN.UTF-8"}}).lang == Lang::zh));
  BOOST_TEST((speech("", {{"LANG", "zh_CN.utf8"}}).lang == Lang::zh));
  BOOST_TEST((speech("en", {{"LANG", "zh_CN.UTF-8"}}).lang == Lang::en));
  // A locale that cannot write Chinese gets English in ASCII, unless Chinese was asked for.
  BOOST_TEST((speech("", {{"LANG", "zh_CN.GB18030"}}).lang == Lang::en));
  BOOST_TEST(speech("", {{"LANG", "zh_CN.GB18030"}}).ascii);
  BOOST_TEST((speech("zh", {{"LANG", "C"}}).lang == Lang::zh));
  BOOST_TEST(!speech("zh", {{"LANG", "C"}}).ascii);
  BOOST_TEST(speech("", {}).ascii);
  BOOST_TEST(!speech("", {{"LANG", "C"}, {"LC_ALL", "C.UTF-8"}}).ascii);
}

BOOST_AUTO_TEST_CASE(lines_nobody_takes_are_counted) {
  std::string seen;
  bool open = true;
  Output out({}, [&](std::string_view line) {
    if (open) seen += line;
    return open;
  });
  out.line("one");
  open = false;
  out.line("two");
  out.line("three");
  open = true;
  out.line("four");
  BOOST_TEST(seen == "one\n(lines that nobody took and are lost: 2)\nfour\n");
}

BOOST_AUTO_TEST_CASE(a_pipe_that_nobody_reads_does_not_block) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  const auto sink = descriptor_sink(ends[1]);
  const std::string line(4000, 'x');
  int taken = 0;
  while (taken < 100 && sink(line)) ++taken;
  BOOST_TEST(taken > 0);
  BOOST_TEST(taken < 100);
  ::close(ends[0]);
  ::close(ends[1]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::agent
