// What happens to files: rights, disks, damage, other programs, sudden ends.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>

#include "core/store/store_factory.h"
#include "tests/contract/store_samples.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {
namespace {

std::string url_of(const std::string& path) { return "sqlite://" + path; }

template <class T>
std::string kind_of(const Result<T>& result) {
  return result ? "ok" : kind_facts(result.error().kind).name;
}

/// Runs `body` in a process of its own; its verdict.
int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void write_text(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

}  // namespace

BOOST_AUTO_TEST_SUITE(store_sqlite_faults)

BOOST_AUTO_TEST_CASE(a_new_file_belongs_to_its_user_alone) {
  const TempDir dir;
  const std::string path = dir / "名 a=b.db";
  open_or_fail(url_of(path));
  struct stat info {};
  BOOST_REQUIRE(::stat(path.c_str(), &info) == 0);
  BOOST_TEST((info.st_mode & 0777) == 0600);
}

BOOST_AUTO_TEST_CASE(paths_that_cannot_be_are_refused) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "folder");
  BOOST_TEST(kind_of(store::open_store(url_of(dir / "folder"))) == "unavailable");
  BOOST_TEST(kind_of(store::open_store(url_of(dir / "absent/x.db"))) == "unavailable");
  BOOST_TEST(kind_of(store::open_store("sqlite://relative")) == "invalid_argument");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_is_left_as_it_is) {
  const TempDir dir;
  const std::string text = "this is a diary, not a database. " + std::string(2000, '.');
  write_text(dir / "x.db", text);
  const auto opened = store::open_store(url_of(dir / "x.db"));
  BOOST_TEST(kind_of(opened) == "internal");
  BOOST_TEST(opened.error().message().find("corrupt") != std::string::npos);
  std::ifstream back(dir / "x.db", std::ios::binary);
  BOOST_TEST(std::string(std::istreambuf_iterator<char>(back), {}) == text);
}

BOOST_AUTO_TEST_CASE(a_damaged_database_is_told) {
  const TempDir dir;
  const std::string path = dir / "x.db";
  {
    const auto store = open_or_fail(url_of(path));
    BOOST_REQUIRE(store->insert_run(sample_run("r1", 300), {}).has_value());
  }
  const auto size = std::filesystem::file_size(path);
  {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    for (std::uintmax_t at = 4096; at + 4096 <= size; at += 4096) {
      file.seekp(static_cast<std::streamoff>(at));
      file << std::string(64, '\x5a');
    }
  }
  const auto store = store::open_store(url_of(path));
  if (!store) {
    BOOST_TEST(kind_of(store) == "internal");
  } else {
    BOOST_TEST(kind_of((*store)->get_run("r1")) == "internal");
    const Status status = (*store)->check_integrity();
    BOOST_TEST(kind_of(status) == "internal");
    BOOST_TEST(status.error().message().find("corrupt") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_may_not_be_written_is_refused) {
  const TempDir dir;
  const std::string path = dir / "x.db";
  open_or_fail(url_of(path));
  BOOST_REQUIRE(::chmod(path.c_str(), 0444) == 0);
  BOOST_REQUIRE(::chmod(dir.path().c_str(), 0555) == 0);
  const int verdict = in_child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
    return kind_of(store::open_store(url_of(path))) == "permission_denied" ? 0 : 1;
  });
  BOOST_TEST(verdict == 0);
  ::chmod(dir.path().c_str(), 0755);
}

BOOST_AUTO_TEST_CASE(a_locked_database_is_waited_for_and_then_told) {
  const TempDir dir;
  const std::string path = dir / "x.db";
  const auto store = open_or_fail(url_of(path));
  store::Connection other(store::Engine::sqlite, path);
  other.run("BEGIN IMMEDIATE");
  const auto begin = std::chrono::steady_clock::now();
  const auto refused = store->insert_run(sample_run("r1"), {});
  BOOST_TEST(kind_of(refused) == "unavailable");
  BOOST_TEST(refused.error().message().find("locked") != std::string::npos);
  BOOST_TEST((std::chrono::steady_clock::now() - begin >= std::chrono::seconds(4)));
  BOOST_TEST(store->list_runs({}).value().items.empty());  // readers go on
  other.run("ROLLBACK");
  BOOST_TEST(store->insert_run(sample_run("r1"), {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_full_disk_loses_nothing_and_heals) {
  const TempDir dir;
  const std::string path = dir / "x.db";
  // A limit on the size of files stands in for the disk: SQLite sees the same short writes.
  const int verdict = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const auto opened = store::open_store(url_of(path));
    if (!opened || !(*opened)->insert_run(sample_run("r0"), {sample_event("r0")})) return 1;
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = 600'000;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto refused = (*opened)->insert_run(sample_run("big", 5000), {sample_event("big")});
    if (kind_of(refused) != "unavailable") return 2;
    if ((*opened)->get_run("big") || !(*opened)->get_run("r0")) return 3;
    limit.rlim_cur = before;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    if (!(*opened)->events("big", 0, 0)->empty()) return 4;
    return (*opened)->insert_run(sample_run("big", 5000), {}) && (*opened)->check_integrity() ? 0 : 5;
  });
  BOOST_TEST(verdict == 0);
}

BOOST_AUTO_TEST_CASE(a_really_full_disk_is_called_full) {
  const TempDir dir;
  const int verdict = in_child([&] {
    if (::geteuid() != 0 || ::mount("tmpfs", dir.path().c_str(), "tmpfs", 0, "size=600k") != 0) return 77;
    int result = 0;
    {
      const auto opened = store::open_store(url_of(dir / "x.db"));
      if (!opened) result = 1;
      const auto refused = opened ? (*opened)->insert_run(sample_run("big", 5000), {}) : spi::RunInserted{};
      if (kind_of(refused) != "unavailable") result = 2;
      if (result == 0 && refused.error().message().find("space") == std::string::npos) result = 3;
      if (result == 0 && ((*opened)->get_run("big") || !(*opened)->insert_run(sample_run("small"), {}))) result = 4;
    }
    ::umount(dir.path().c_str());
    return result;
  });
  // 77: mounting needs root. The case before this one covers the rest without it.
  if (verdict == 77) BOOST_TEST_MESSAGE("not root: no tmpfs");
  BOOST_TEST((verdict == 0 || verdict == 77), "verdict " << verdict);
}

BOOST_AUTO_TEST_CASE(a_disk_without_room_for_one_more_file_is_called_full) {
  const TempDir dir;
  const int verdict = in_child([&] {
    // Room for the folder and the database; its log needs a third.
    if (::geteuid() != 0 || ::mount("tmpfs", dir.path().c_str(), "tmpfs", 0, "nr_inodes=2") != 0) return 77;
    const auto refused = store::open_store(url_of(dir / "x.db"));
    int result = kind_of(refused) != "unavailable" ? 1 : 0;
    if (result == 0 && refused.error().message().find("space") == std::string::npos) result = 2;
    ::mount("tmpfs", dir.path().c_str(), "tmpfs", MS_REMOUNT, "nr_inodes=20");
    if (result == 0 && !store::open_store(url_of(dir / "x.db"))) result = 3;
    ::umount(dir.path().c_str());
    return result;
  });
  if (verdict == 77) BOOST_TEST_MESSAGE("not root: no tmpfs");
  BOOST_TEST((verdict == 0 || verdict == 77), "verdict " << verdict);
}

BOOST_AUTO_TEST_CASE(a_sudden_end_leaves_whole_transactions) {
  const TempDir dir;
  const std::string path = dir / "x.db";
  const std::int64_t epoch = open_or_fail(url_of(path))->claim_runs("a", kNoon, kNoon + Millis(1000)).value();
  for (int round = 0; round < 8; ++round) {
    const std::string id = "r" + std::to_string(round);
    int ready[2];
    BOOST_REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto store = store::open_store(url_of(path));
      spi::RunDetail d = sample_run(id, 40);
      d.run.lease_epoch = epoch;
      if (!store || !(*store)->insert_run(d, {})) ::_exit(1);
      for (int k = 1;; ++k) {
        for (TaskRecord& task : d.tasks) task.reason = std::to_string(k);
        d.run.reason = std::to_string(k);
        if (!(*store)->apply({epoch, {d.run}, d.tasks, {}, {sample_event(id)}})) ::_exit(1);
        if (::write(ready[1], "x", 1) != 1) ::_exit(1);
      }
    }
    ::close(ready[1]);
    int seen = 0;
    for (char c = 0; seen < 2 + round && ::read(ready[0], &c, 1) == 1;) ++seen;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    const auto store = open_or_fail(url_of(path));
    const auto got = store->get_run(id);
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(std::stoi(got->run.reason) >= seen);
    for (const TaskRecord& task : got->tasks) BOOST_TEST(task.reason == got->run.reason);
    BOOST_TEST(std::to_string(store->events(id, 0, 0)->size()) == got->run.reason);
    BOOST_TEST(store->check_integrity().has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
