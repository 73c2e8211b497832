// What only a server can do: refuse a user, vanish, come back, collide.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "core/base/messages/store.h"
#include "core/store/schema.h"
#include "core/store/store_factory.h"
#include "tests/contract/mariadb_harness.h"
#include "tests/contract/store_samples.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {

BOOST_AUTO_TEST_SUITE(store_mariadb)

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
