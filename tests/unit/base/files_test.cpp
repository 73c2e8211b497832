#include "core/base/files.h"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <filesystem>

#include "core/base/messages/general.h"
#include "tests/support/temp_dir.h"

using namespace aiep;

BOOST_AUTO_TEST_SUITE(files)

namespace {

std::size_t entries(const std::string& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_and_nothing_else_stays) {
  const test::TempDir dir;
  const std::string content("a\0b\n\xff", 5);
  BOOST_TEST_REQUIRE(write_file_atomically(dir / "f", "old").has_value());
  BOOST_TEST_REQUIRE(write_file_atomically(dir / "f", content, 0640).has_value());
  const auto back = read_file(dir / "f");
  BOOST_TEST_REQUIRE(back.has_value());
  BOOST_TEST((*back == content));
  BOOST_TEST(entries(dir.path()) == 1u);
  struct stat info {};
  BOOST_TEST_REQUIRE(::stat((dir / "f").c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0037u) == 0u);
}

BOOST_AUTO_TEST_CASE(a_reader_that_holds_the_old_file_keeps_the_old_content) {
  const test::TempDir dir;
  BOOST_TEST_REQUIRE(write_file_atomically(dir / "f", "old").has_value());
  std::filesystem::create_hard_link(dir / "f", dir / "held");
  BOOST_TEST_REQUIRE(write_file_atomically(dir / "f", "new").has_value());
  BOOST_TEST(read_file(dir / "held").value() == "old");
  BOOST_TEST(read_file(dir / "f").value() == "new");
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_leaves_no_trace) {
  const test::TempDir dir;
  std::filesystem::create_directory(dir / "taken");
  BOOST_TEST(!write_file_atomically(dir / "taken", "x").has_value());
  BOOST_TEST(entries(dir.path()) == 1u);
  const auto missing = write_file_atomically(dir / "no/such/f", "x");
  BOOST_TEST_REQUIRE(!missing.has_value());
  BOOST_TEST((missing.error().kind == ErrorKind::not_found));
}

BOOST_AUTO_TEST_CASE(reading_says_why_it_cannot) {
  const test::TempDir dir;
  BOOST_TEST((read_file(dir / "none").error().kind == ErrorKind::not_found));
  BOOST_TEST(!read_file(dir.path()).has_value());
  BOOST_TEST_REQUIRE(write_file_atomically(dir / "f", "12345").has_value());
  BOOST_TEST(read_file(dir / "f", 5).value() == "12345");
  const auto large = read_file(dir / "f", 4);
  BOOST_TEST_REQUIRE(!large.has_value());
  BOOST_TEST((large.error().kind == ErrorKind::invalid_argument));
  BOOST_TEST((system_error("open", "x", EACCES).kind == ErrorKind::permission_denied));
  BOOST_TEST((system_error("open", "x", EROFS).code == messages::kPermission));
}

BOOST_AUTO_TEST_CASE(folders_are_made_with_their_parents_and_twice) {
  const test::TempDir dir;
  BOOST_TEST(make_directories(dir / "a/b/c").has_value());
  BOOST_TEST(make_directories(dir / "a/b/c").has_value());
  BOOST_TEST(std::filesystem::is_directory(dir / "a/b/c"));
  BOOST_TEST_REQUIRE(write_file_atomically(dir / "f", "").has_value());
  BOOST_TEST(!make_directories(dir / "f").has_value());
  BOOST_TEST(!make_directories(dir / "f/x").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
