#include "core/observe/log.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <thread>
#include <vector>

#include "tests/support/temp_dir.h"

using namespace aiep;
using observe::format_line;
using observe::Log;

namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log)

BOOST_AUTO_TEST_CASE(a_plain_value_stands_as_it_is) {
  BOOST_TEST(format_line("started", {}) == "started");
  BOOST_TEST(format_line("started", {{"pid", "7"}, {"socket", "/w/run/a.sock"}}) ==
             "started pid=7 socket=/w/run/a.sock");
  BOOST_TEST(format_line("named", {{"title", "流失预测"}}) == "named title=流失预测");
}

BOOST_AUTO_TEST_CASE(what_could_be_read_as_something_else_is_quoted) {
  BOOST_TEST(format_line("e", {{"k", ""}}) == R"(e k="")");
  BOOST_TEST(format_line("e", {{"k", "two words"}}) == R"(e k="two words")");
  BOOST_TEST(format_line("e", {{"k", "a=b"}}) == R"(e k="a=b")");
  BOOST_TEST(format_line("e", {{"k", R"(say "no" \ yes)"}}) == R"(e k="say \"no\" \\ yes")");
  BOOST_TEST(format_line("e", {{"k", "a\nb\r\x1b[0m\x7f"}}) == R"(e k="a\x0ab\x0d\x1b[0m\x7f")");
}

BOOST_AUTO_TEST_CASE(a_line_has_time_level_and_event) {
  const test::TempDir folder;
  const auto log = Log::open(folder / "deep/a.log");
  BOOST_REQUIRE(log.has_value());
  (*log)->info("started", {{"version", "1.2"}});
  (*log)->warn("slow");
  (*log)->error("failed", {{"why", "a\nb"}});
  const auto lines = lines_of(folder / "deep/a.log");  // there without closing: each line is flushed
  BOOST_REQUIRE(lines.size() == 3);
  const std::string time = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z )";
  BOOST_TEST(std::regex_match(lines[0], std::regex(time + "info started version=1\\.2")), lines[0]);
  BOOST_TEST(std::regex_match(lines[1], std::regex(time + "warning slow")), lines[1]);
  BOOST_TEST(std::regex_match(lines[2], std::regex(time + R"(error failed why="a\\x0ab")")), lines[2]);
}

BOOST_AUTO_TEST_CASE(opening_again_appends) {
  const test::TempDir folder;
  for (const char* event : {"first", "second"}) {
    const auto log = Log::open(folder / "a.log");
    BOOST_REQUIRE(log.has_value());
    (*log)->info(event);
  }
  const auto lines = lines_of(folder / "a.log");
  BOOST_REQUIRE(lines.size() == 2);
  BOOST_TEST(lines[0].ends_with(" first"));
  BOOST_TEST(lines[1].ends_with(" second"));
}

BOOST_AUTO_TEST_CASE(threads_write_whole_lines) {
  constexpr std::size_t kThreads = 4, kEach = 200;
  const test::TempDir folder;
  const auto log = Log::open(folder / "a.log");
  BOOST_REQUIRE(log.has_value());
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = 0; i < kEach; ++i) {
          (*log)->info("step", {{"of", std::to_string(t)}, {"number", std::to_string(i)}});
        }
      });
    }
  }
  std::set<std::string> seen;
  for (const std::string& line : lines_of(folder / "a.log")) seen.insert(line.substr(line.find("step")));
  BOOST_REQUIRE(seen.size() == kThreads * kEach);
  BOOST_TEST(seen.contains("step of=3 number=199"));
}

BOOST_AUTO_TEST_CASE(a_long_log_is_rotated_and_three_old_files_are_kept) {
  const test::TempDir folder;
  const auto log = Log::open(folder / "a.log");
  BOOST_REQUIRE(log.has_value());
  const std::string megabyte(1u << 20, 'x');
  for (int i = 0; i < 45; ++i) (*log)->info("big", {{"number", std::to_string(i)}, {"text", megabyte}});
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.insert(entry.path().filename());
    BOOST_TEST(entry.file_size() <= (8u << 20));
  }
  const std::set<std::string> expected{"a.log", "a.1.log", "a.2.log", "a.3.log"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
  const auto newest = lines_of(folder / "a.log");
  BOOST_REQUIRE(!newest.empty());
  BOOST_TEST(newest.back().find("number=44 ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_full_disk_loses_lines_only) {
  const auto log = Log::open("/dev/full");
  BOOST_REQUIRE(log.has_value());
  BOOST_CHECK_NO_THROW((*log)->info("lost"));
  BOOST_CHECK_NO_THROW((*log)->error("lost"));
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_opened_is_said) {
  const test::TempDir folder;
  std::ofstream(folder / "file") << "x";
  const auto log = Log::open(folder / "file/a.log");
  BOOST_REQUIRE(!log.has_value());
  BOOST_TEST(log.error().message().find(folder / "file/a.log") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
