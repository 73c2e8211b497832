// What only a server can do: refuse a user, vanish, come back, collide.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <thread>

#include "core/base/messages/store.h"
#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/store_factory.h"
#include "tests/contract/mariadb_harness.h"
#include "tests/contract/store_samples.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {

namespace {

/// Passes bytes between a client and the server until it is told to cut the line at a COMMIT.
class CuttingProxy {
 public:
  enum class Cut { never, before_commit, after_commit };

  CuttingProxy() : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_un own = address(socket());
    BOOST_REQUIRE(::bind(listener_, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
    BOOST_REQUIRE(::listen(listener_, 16) == 0);
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }
  ~CuttingProxy() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
  }
  std::string socket() const { return dir_ / "s"; }
  void set(Cut cut) { cut_ = cut; }

 private:
  struct Line {
    int client = -1, server = -1;
  };

  static sockaddr_un address(const std::string& path) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    path.copy(out.sun_path, sizeof out.sun_path - 1);
    return out;
  }

  void serve(const std::stop_token& stop) {
    std::vector<Line> lines;
    while (!stop.stop_requested()) {
      std::vector<pollfd> polled{{listener_, POLLIN, 0}};
      for (const Line& line : lines) {
        polled.push_back({line.client, POLLIN, 0});
        polled.push_back({line.server, POLLIN, 0});
      }
      ::poll(polled.data(), polled.size(), 20);
      for (std::size_t i = lines.size(); i-- > 0;) {
        const bool open = (polled[1 + 2 * i].revents == 0 || pass(lines[i].client, lines[i].server, true)) &&
                          (polled[2 + 2 * i].revents == 0 || pass(lines[i].server, lines[i].client, false));
        if (open) continue;
        close_line(lines[i]);
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
      }
      if (polled[0].revents != 0) lines.push_back(accept_line());
    }
    for (const Line& line : lines) close_line(line);
  }

  Line accept_line() const {
    Line line{::accept(listener_, nullptr, nullptr), ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const sockaddr_un server = address(shared_server().socket());
    (void)::connect(line.server, reinterpret_cast<const sockaddr*>(&server), sizeof server);
    return line;
  }

  static void close_line(const Line& line) {
    ::close(line.client);
    ::close(line.server);
  }

  /// Whether the line stays.
  bool pass(int from, int to, bool from_client) {
    char buffer[65536];
    const ssize_t count = ::recv(from, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    const std::string_view bytes(buffer, static_cast<std::size_t>(count));
    const bool cuts = from_client && cut_ != Cut::never && bytes.ends_with("\3COMMIT");
    if (cuts && cut_ == Cut::before_commit) return false;
    if (::send(to, buffer, bytes.size(), MSG_NOSIGNAL) != count) return false;
    // The server's answer shows that it has committed; the client never sees it.
    if (cuts) (void)::recv(to, buffer, sizeof buffer, 0);
    return !cuts;
  }

  TempDir dir_;
  const int listener_;
  std::atomic<Cut> cut_ = Cut::never;
  std::jthread thread_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(store_mariadb)

BOOST_AUTO_TEST_CASE(a_writer_that_stands_still_does_not_keep_its_locks) {
  const auto harness = make_store_harness();
  const auto store = open_or_fail(harness->url());
  const auto database = store::make_database(store::parse_store_url(harness->url()).value()).value();
  const auto paused = database->connect(store::Use::writing);
  database->begin(*paused, store::Use::writing);
  BOOST_REQUIRE(paused->number("SELECT epoch FROM lease_counter WHERE id = 1 FOR UPDATE").has_value());
  const TimePoint now{Millis(1'709'222'400'000)};
  BOOST_TEST(store->claim_runs("other", now, now + Millis(60'000)).has_value());  // waits for locks at most 5 s
  BOOST_CHECK_THROW(paused->run("COMMIT"), std::exception);
}

BOOST_AUTO_TEST_CASE(a_line_that_breaks_at_the_commit_leaves_the_outcome_open) {
  const auto harness = make_store_harness();
  const auto direct = open_or_fail(harness->url());
  CuttingProxy proxy;
  std::string url = harness->url();
  url = url.substr(0, url.find('=') + 1) + proxy.socket();
  const auto store = open_or_fail(url);
  BOOST_REQUIRE(store->insert_run(sample_run("r0"), {}).has_value());
  for (const auto cut : {CuttingProxy::Cut::before_commit, CuttingProxy::Cut::after_commit}) {
    const bool kept = cut == CuttingProxy::Cut::after_commit;
    const std::string id = kept ? "kept" : "gone";
    proxy.set(cut);
    const auto outcome = store->insert_run(sample_run(id), {});
    proxy.set(CuttingProxy::Cut::never);
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST(kind_facts(outcome.error().kind).name == "outcome_unknown");
    BOOST_TEST(direct->get_run(id).has_value() == kept);
    BOOST_TEST(store->get_run("r0").has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_batch_of_unknown_outcome_is_written_once_when_said_again) {
  const auto harness = make_store_harness();
  const auto direct = open_or_fail(harness->url());
  CuttingProxy proxy;
  std::string url = harness->url();
  url = url.substr(0, url.find('=') + 1) + proxy.socket();
  const auto store = open_or_fail(url);
  const auto epoch = store->claim_runs("a", kNoon, kNoon + Millis(1000)).value();
  spi::RunDetail d = sample_run("r1");
  d.run.lease_epoch = epoch;
  BOOST_REQUIRE(store->insert_run(d, {}).has_value());
  std::size_t written = 0;
  for (const auto cut : {CuttingProxy::Cut::before_commit, CuttingProxy::Cut::after_commit}) {
    EventRecord event = sample_event("r1");
    event.key = "p." + std::to_string(++written);
    spi::RunBatch batch{epoch, {d.run}, {}, {}, {event}};
    proxy.set(cut);
    const auto outcome = store->apply(batch);
    proxy.set(CuttingProxy::Cut::never);
    BOOST_REQUIRE(!outcome.has_value());
    BOOST_TEST(kind_facts(outcome.error().kind).name == "outcome_unknown");
    batch.repeated = true;
    BOOST_REQUIRE(store->apply(batch).has_value());
    BOOST_TEST(direct->events("r1", 0, 0)->size() == written);
  }
}

BOOST_AUTO_TEST_CASE(a_password_comes_from_its_file_and_is_never_shown) {
  const auto harness = make_store_harness();
  const auto root = connect_as_root("mysql");
  root->run_once("CREATE USER 'worker'@'localhost' IDENTIFIED BY 'hush ''\\\\ 42'");
  root->run_once("GRANT ALL ON *.* TO 'worker'@'localhost'");
  const TempDir dir;
  std::ofstream(dir / "right") << "hush '\\ 42\n";
  std::ofstream(dir / "wrong") << "guess-4711\n";
  std::string url = harness->url();
  url.replace(url.find("root@"), 5, "worker@");
  BOOST_TEST(store::open_store(url + "&password_file=" + (dir / "right")).has_value());
  const auto refused = store::open_store(url + "&password_file=" + (dir / "wrong"));
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(kind_facts(refused.error().kind).name == "permission_denied");
  BOOST_TEST(refused.error().message().find("4711") == std::string::npos);
  BOOST_TEST(!store::open_store(url + "&password_file=" + (dir / "absent")).has_value());
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_there_is_said_so) {
  const auto opened = store::open_store("mysql://root@/nowhere?socket=" + shared_server().socket());
  BOOST_REQUIRE(!opened.has_value());
  BOOST_TEST(kind_facts(opened.error().kind).name == "unavailable");
  const auto nobody = store::open_store("mysql://root@/x?socket=/nonexistent/s");
  BOOST_REQUIRE(!nobody.has_value());
  BOOST_TEST(kind_facts(nobody.error().kind).name == "unavailable");
}

BOOST_AUTO_TEST_CASE(the_store_survives_its_server) {
  MariadbServer server;
  {
    store::Connection root(store::Engine::mysql, "db=mysql user=root unix_socket='" + server.socket() + "'");
    root.run_once("CREATE DATABASE aiep");
  }
  const auto store = open_or_fail("mysql://root@/aiep?socket=" + server.socket());
  BOOST_REQUIRE(store->insert_run(sample_run("r1"), {sample_event("r1")}).has_value());
  server.kill_hard();
  const auto refused = store->insert_run(sample_run("r2"), {});
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(kind_facts(refused.error().kind).name == "unavailable");
  BOOST_TEST(kind_facts(store->get_run("r1").error().kind).name == "unavailable");
  server.start();
  BOOST_TEST(store->get_run("r1").has_value());
  BOOST_TEST(!store->get_run("r2").has_value());
  BOOST_TEST(store->insert_run(sample_run("r2"), {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_connection_that_was_closed_is_replaced) {
  const auto harness = make_store_harness();
  const auto store = open_or_fail(harness->url());
  BOOST_REQUIRE(store->insert_run(sample_run("r1"), {}).has_value());
  const auto root = connect_as_root("mysql");
  std::vector<std::int64_t> others;
  root->each("SELECT id FROM information_schema.processlist WHERE id <> connection_id() AND user = 'root'", "n", {},
             [&](const store::Row& row) { others.push_back(row.number(0)); });
  BOOST_REQUIRE(!others.empty());
  for (const std::int64_t id : others) root->run_once("KILL " + std::to_string(id));
  BOOST_TEST(store->insert_run(sample_run("r2"), {}).has_value());
  BOOST_TEST(store->list_runs({}).value().items.size() == 2);
}

BOOST_AUTO_TEST_CASE(an_upgrade_that_was_cut_short_starts_again) {
  const auto harness = make_store_harness();
  {
    const auto raw = harness->raw();
    raw->run_once("CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY)");
    const auto statements = store::statements_of(store::mysql_migrations().front());
    for (std::size_t i = 0; i < statements.size() - 2; ++i) raw->run_once(statements[i]);
  }
  const auto store = open_or_fail(harness->url());
  BOOST_TEST(store->claim_runs("a", kNoon, kNoon + Millis(1)).value() == 1);
}

BOOST_AUTO_TEST_CASE(each_statement_of_a_later_schema_may_run_twice) {
  const auto all = store::mysql_migrations();
  for (std::size_t interrupted = 1; interrupted < all.size(); ++interrupted) {
    const auto harness = make_store_harness();
    {
      const auto raw = harness->raw();
      store::upgrade_schema(*raw, all.subspan(0, interrupted), 0);
      for (const std::string& statement : store::statements_of(all[interrupted])) raw->run_once(statement);
    }
    const auto store = open_or_fail(harness->url());
    BOOST_TEST(store->insert_run(sample_run("r1"), {}).has_value());
    BOOST_TEST(store->describe().value().find("schema " + std::to_string(all.size())) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_in_words) {
  const auto harness = make_store_harness();
  const auto store = open_or_fail(harness->url());
  spi::RunDetail d = sample_run("r1");
  d.run.key = std::string(5000, 'k');
  const auto refused = store->insert_run(d, {});
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(kind_facts(refused.error().kind).name == "invalid_argument");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
