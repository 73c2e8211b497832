#include "datachecker/warehouse/warehouse.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "datachecker/object.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace aiep;
namespace fs = std::filesystem;

/// A warehouse of one test. Verdicts are compared as `verdict: evidence`.
struct Folder {
  test::TempDir dir;

  void make(const std::string& path) { fs::create_directories(dir / path); }
  void put(const std::string& path, const std::string& content = "x") {
    fs::create_directories(fs::path(dir / path).parent_path());
    std::ofstream(dir / path) << content;
  }
  spi::ObjectAnswer ask(const std::string& object, spi::Rung rung = spi::Rung::exists) {
    auto question = check::parse_object(object);
    BOOST_TEST_REQUIRE(question.has_value(), object);
    question->rung = rung;
    auto answers = check::make_warehouse(dir.path())->ask({*question});
    BOOST_TEST_REQUIRE(answers.has_value());
    BOOST_TEST_REQUIRE(answers->size() == 1u);
    return answers->front();
  }
  std::string verdict(const std::string& object, spi::Rung rung = spi::Rung::exists) {
    const spi::ObjectAnswer answer = ask(object, rung);
    return std::string(spi::to_string(answer.verdict)) + ": " + answer.evidence;
  }
};

constexpr const char* kHere = "present: its folder exists";
constexpr const char* kNoPartition = "absent: no such partition";
constexpr const char* kNoTable = "absent: no such table";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(warehouse, Folder)

BOOST_AUTO_TEST_CASE(finds_tables_and_partitions) {
  make("demo.db/plain");
  make("demo.db/t/ds=20240101/hh=03");
  make("top");
  BOOST_TEST(verdict("demo.plain") == kHere);
  BOOST_TEST(verdict("DEMO.Plain") == kHere);
  BOOST_TEST(verdict("demo.t{ds=20240101/hh=03}") == kHere);
  BOOST_TEST(verdict("demo.t{DS='20240101'/HH=03}") == kHere);
  BOOST_TEST(verdict("default.top") == kHere);
  BOOST_TEST(verdict("demo.top") == kNoTable);
  BOOST_TEST(verdict("other.t") == kNoTable);
}

BOOST_AUTO_TEST_CASE(near_misses_are_misses) {
  make("demo.db/t/ds=20240101");
  make("demo.db/t2/ds=2024-01-01");
  make("demo.db/hours/h=3");
  put("demo.db/files/ds=1");
  BOOST_TEST(verdict("demo.t{ds=20240102}") == kNoPartition);
  BOOST_TEST(verdict("demo.t{ds=2024010}") == kNoPartition);
  BOOST_TEST(verdict("demo.t{ds=202401011}") == kNoPartition);
  BOOST_TEST(verdict("demo.t{ds='20240101 '}") == kNoPartition);
  BOOST_TEST(verdict("demo.t2{ds=20240101}") == kNoPartition);
  BOOST_TEST(verdict("demo.hours{h=03}") == kNoPartition);
  BOOST_TEST(verdict("demo.hours{h='3 '}") == kNoPartition);
  BOOST_TEST(verdict("demo.t3{ds=20240101}") == kNoTable);
  BOOST_TEST(verdict("demo.files{ds=1}") == kNoPartition);  // a file of that name is no partition
  BOOST_TEST(ask("demo.t{ds=20240102}").missing == "demo.t{ds=20240102} (no such partition)");
}

BOOST_AUTO_TEST_CASE(values_differ_by_case_but_keys_do_not) {
  make("demo.db/t/DS=Abc");
  make("Demo2.DB/T/ds=1");
  BOOST_TEST(verdict("demo.t{ds=Abc}") == kHere);
  BOOST_TEST(verdict("demo.t{ds=abc}") == kNoPartition);
  BOOST_TEST(verdict("demo2.t{ds=1}") == kHere);
}

BOOST_AUTO_TEST_CASE(names_are_escaped_as_hive_does) {
  make("demo.db/t/ds=2024%2F02%2F29");
  make("demo.db/t/ds=a%3ab");  // lower-case escape of another writer
  make("demo.db/t/ds=x y");
  make("demo.db/t/ds=__HIVE_DEFAULT_PARTITION__");
  make("demo.db/t/ds=%7Bx}");
  BOOST_TEST(verdict("demo.t{ds='2024/02/29'}") == kHere);
  BOOST_TEST(verdict("demo.t{ds=a:b}") == kHere);
  BOOST_TEST(verdict("demo.t{ds=x y}") == kHere);
  BOOST_TEST(verdict("demo.t{ds=''}") == kHere);
  BOOST_TEST(verdict("demo.t{ds='{x}'}") == kHere);
  BOOST_TEST(verdict("demo.t{ds=xy}") == kNoPartition);
}

BOOST_AUTO_TEST_CASE(a_bare_table_asks_for_its_newest_partition) {
  put("demo.db/t/ds=20240101/part-0");
  make("demo.db/t/ds=20240103/hh=01");
  put("demo.db/t/ds=20240103/hh=00/part-0");
  make("demo.db/t/ds=__HIVE_DEFAULT_PARTITION__");
  put("demo.db/t/notes.txt");
  make("demo.db/t/.staging=1");
  BOOST_TEST(verdict("demo.t") == "present: newest partition ds=20240103/hh=01, its folder exists");
  BOOST_TEST(verdict("demo.t", spi::Rung::files) ==
             "absent: newest partition ds=20240103/hh=01, no file with data yet");
  BOOST_TEST(verdict("demo.t{ds=20240103}") == "present: newest partition hh=01, its folder exists");
  BOOST_TEST(verdict("demo.t{ds=20240101}", spi::Rung::files) == "present: a file with data is there");
}

BOOST_AUTO_TEST_CASE(the_default_partition_is_newest_only_when_alone) {
  make("demo.db/t/ds=__HIVE_DEFAULT_PARTITION__");
  BOOST_TEST(verdict("demo.t") == "present: newest partition ds=__HIVE_DEFAULT_PARTITION__, its folder exists");
}

BOOST_AUTO_TEST_CASE(wrong_levels_are_refused_instead_of_waited_for) {
  make("demo.db/t/ds=1/hh=2");
  const spi::ObjectAnswer answer = ask("demo.t{hh=2/ds=1}");
  BOOST_TEST((answer.verdict == spi::Verdict::refused));
  BOOST_TEST(answer.evidence.find("have `ds` where the object has `hh`") != std::string::npos);
  BOOST_TEST((ask("demo.t{ds=1/minute=3}").verdict == spi::Verdict::refused));
  make("demo.db/empty");
  BOOST_TEST(verdict("demo.empty{hh=2}") == kNoPartition);  // nothing says what its levels are
}

BOOST_AUTO_TEST_CASE(done_flag_is_a_file_named_success) {
  make("demo.db/t/ds=1");
  put("demo.db/t/ds=2/_SUCCESS", "");
  put("demo.db/t/ds=3/_success", "");
  make("demo.db/t/ds=4/_SUCCESS");
  BOOST_TEST(verdict("demo.t{ds=1}", spi::Rung::done_flag) == "absent: no _SUCCESS yet");
  BOOST_TEST(verdict("demo.t{ds=2}", spi::Rung::done_flag) == "present: _SUCCESS is there");
  BOOST_TEST(verdict("demo.t{ds=3}", spi::Rung::done_flag) == "absent: no _SUCCESS yet");
  BOOST_TEST(verdict("demo.t{ds=4}", spi::Rung::done_flag) == "absent: no _SUCCESS yet");
  BOOST_TEST(ask("demo.t{ds=1}", spi::Rung::done_flag).missing == "demo.t{ds=1} (no _SUCCESS yet)");
  BOOST_TEST(ask("demo.t{ds=2}", spi::Rung::done_flag).rung == "done-flag");
}

BOOST_AUTO_TEST_CASE(files_that_are_not_data_are_not_data) {
  const std::string no = "absent: no file with data yet", yes = "present: a file with data is there";
  put("demo.db/t/ds=1/_SUCCESS", "done");
  put("demo.db/t/ds=2/_temporary/0/part-0", "half");
  put("demo.db/t/ds=3/.part-0.crc", "sum");
  put("demo.db/t/ds=3/_metadata", "m");
  put("demo.db/t/ds=4/part-0", "");
  put("demo.db/t/ds=5/part-0", "1");
  put("demo.db/t/ds=6/union_1/part-0", "1");
  put("demo.db/t/ds=7/part-0._COPYING_", "half");
  make("demo.db/t/ds=8/part-0");
  for (const char* ds : {"1", "2", "3", "4", "7", "8"}) {
    BOOST_TEST_CONTEXT(ds) {
      BOOST_TEST(verdict(std::string("demo.t{ds=") + ds + "}", spi::Rung::files) == no);
      BOOST_TEST(verdict(std::string("demo.t{ds=") + ds + "}") == kHere);
    }
  }
  BOOST_TEST(verdict("demo.t{ds=5}", spi::Rung::files) == yes);
  BOOST_TEST(verdict("demo.t{ds=6}", spi::Rung::files) == yes);
  put("demo.db/plain/part-0", "1");
  BOOST_TEST(verdict("demo.plain", spi::Rung::files) == yes);
}

BOOST_AUTO_TEST_CASE(links_are_followed_but_not_for_ever) {
  put("demo.db/t/ds=1/real", "1");
  make("demo.db/t/ds=2");
  fs::create_symlink(dir / "demo.db/t/ds=1/real", dir / "demo.db/t/ds=2/link");
  make("demo.db/t/ds=3");
  fs::create_directory_symlink(dir / "demo.db/t/ds=3", dir / "demo.db/t/ds=3/loop");
  BOOST_TEST(verdict("demo.t{ds=2}", spi::Rung::files) == "present: a file with data is there");
  BOOST_TEST((ask("demo.t{ds=3}", spi::Rung::files).verdict != spi::Verdict::present));
}

BOOST_AUTO_TEST_CASE(rungs_that_a_folder_cannot_decide_are_refused) {
  make("demo.db/t");
  for (const spi::Rung rung : {spi::Rung::stats, spi::Rung::stable, spi::Rung::rows}) {
    BOOST_TEST((ask("demo.t", rung).verdict == spi::Verdict::refused));
  }
}

BOOST_AUTO_TEST_CASE(a_root_that_is_not_there_is_trouble_and_not_absence) {
  auto source = check::make_warehouse(dir / "gone");
  auto answers = source->ask({*check::parse_object("demo.t")});
  BOOST_TEST_REQUIRE(!answers);
  BOOST_TEST((answers.error().kind == ErrorKind::unavailable));
  BOOST_TEST(answers.error().message().find(dir / "gone") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_read_is_unknown) {
  make("demo.db/t");
  // Root may read everything; a link to itself is trouble for root too.
  fs::create_symlink("ds=1", dir / "demo.db/t/ds=1");
  const spi::ObjectAnswer answer = ask("demo.t{ds=1}");
  BOOST_TEST((answer.verdict == spi::Verdict::unknown));
  BOOST_TEST(answer.evidence.find("ds=1 cannot be read") != std::string::npos);
  if (geteuid() == 0) return;
  make("demo.db/closed/ds=1");
  chmod((dir / "demo.db/closed").c_str(), 0);
  BOOST_TEST((ask("demo.closed{ds=1}").verdict == spi::Verdict::unknown));
  chmod((dir / "demo.db/closed").c_str(), 0700);
}

BOOST_AUTO_TEST_CASE(each_question_has_its_answer_in_order) {
  make("demo.db/t/ds=1");
  auto answers = check::make_warehouse(dir.path())
                     ->ask({*check::parse_object("demo.t{ds=2}"), *check::parse_object("demo.t{ds=1}"),
                            *check::parse_object("demo.u")});
  BOOST_TEST_REQUIRE(answers.has_value());
  BOOST_TEST_REQUIRE(answers->size() == 3u);
  BOOST_TEST(((*answers)[0].verdict == spi::Verdict::absent && (*answers)[1].verdict == spi::Verdict::present &&
              (*answers)[2].verdict == spi::Verdict::absent));
}

BOOST_AUTO_TEST_SUITE_END()
