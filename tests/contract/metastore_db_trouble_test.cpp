// A database that is down, hangs, refuses, or is no metastore.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>

#include "tests/contract/metastore_fixture.h"

namespace aiep::test {
namespace {

using check::make_metastore_db;
using check::MetastoreDbOptions;
using spi::Verdict;

const std::vector<spi::ObjectQuestion> kPlain = {{"dc", "plain", {}}};

/// Takes connections and never says a word.
class SilentServer {
 public:
  SilentServer() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    BOOST_REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(fd_, 8) == 0);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(fd_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  int port() const { return port_; }

 private:
  int fd_, port_ = 0;
};

void check_kind(const Result<std::vector<spi::ObjectAnswer>>& answers, ErrorKind kind) {
  BOOST_REQUIRE(!answers.has_value());
  BOOST_CHECK_MESSAGE(answers.error().kind == kind,
                      kind_facts(answers.error().kind).name << ": " << answers.error().message());
}

void check_present(const Result<std::vector<spi::ObjectAnswer>>& answers) {
  BOOST_REQUIRE_MESSAGE(answers.has_value(), answers.error().message());
  BOOST_CHECK(answers->at(0).verdict == Verdict::present);
}

/// Asks again while the source cannot be asked, as every waiter does.
Result<std::vector<spi::ObjectAnswer>> ask_until_answered(check::MetastoreDb& backend) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  auto answers = backend.ask(kPlain);
  while (!answers && std::chrono::steady_clock::now() < give_up) answers = backend.ask(kPlain);
  return answers;
}

double seconds_of(const std::function<void()>& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metastore_db_trouble)

BOOST_AUTO_TEST_CASE(a_server_that_is_down_is_tried_once_a_second_at_most) {
  MetastoreDbOptions options;
  options.socket = "/nowhere/s";
  options.user = "reader";
  options.password = "hunter2";
  options.database = "hms";
  const auto backend = make_metastore_db(options);
  const double seconds = seconds_of([&] {
    for (int i = 0; i < 200; ++i) {
      const auto answers = backend->ask(kPlain);
      check_kind(answers, ErrorKind::unavailable);
      BOOST_CHECK(answers.error().message().find("reader@/nowhere/s/hms") != std::string::npos);
      BOOST_CHECK(answers.error().message().find("hunter2") == std::string::npos);
    }
  });
  BOOST_CHECK_LE(static_cast<double>(backend->counts().connects), 1 + seconds);
  BOOST_CHECK_EQUAL(backend->counts().statements, 0u);
}

BOOST_AUTO_TEST_CASE(a_server_that_takes_connections_and_never_answers_holds_nobody) {
  const SilentServer silent;
  MetastoreDbOptions options;
  options.port = silent.port();
  options.user = "reader";
  options.database = "hms";
  options.connect_timeout = std::chrono::seconds(1);
  const auto backend = make_metastore_db(options);
  BOOST_CHECK_LT(seconds_of([&] { check_kind(backend->ask(kPlain), ErrorKind::unavailable); }), 10);
}

BOOST_AUTO_TEST_CASE(a_statement_that_waits_for_a_lock_ends_at_its_limit) {
  const MetastoreTables tables("3.1", false);
  auto options = tables.options();
  options.statement_timeout = std::chrono::seconds(1);
  const auto backend = make_metastore_db(options);
  check_present(backend->ask(kPlain));
  SqlClient other = tables.client();
  other.run("LOCK TABLES TBLS WRITE");
  BOOST_CHECK_LT(seconds_of([&] { check_kind(backend->ask(kPlain), ErrorKind::unavailable); }), 20);
  other.run("UNLOCK TABLES");
  check_present(backend->ask(kPlain));
  BOOST_CHECK_EQUAL(backend->counts().connects, 1u);
}

BOOST_AUTO_TEST_CASE(a_batch_has_a_limit_of_its_own) {
  const MetastoreTables tables("3.1", false);
  auto options = tables.options();
  options.batch_timeout = std::chrono::seconds(-1);
  check_kind(make_metastore_db(options)->ask(kPlain), ErrorKind::unavailable);
}

BOOST_AUTO_TEST_CASE(a_connection_that_was_closed_meanwhile_is_made_anew) {
  const MetastoreTables tables("3.1", false);
  const auto backend = make_metastore_db(tables.options());
  check_present(backend->ask(kPlain));
  SqlClient root = tables.client();
  for (auto& one : root.rows("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'reader'")) {
    root.run("KILL " + one["ID"]);
  }
  check_present(ask_until_answered(*backend));
  BOOST_CHECK_EQUAL(backend->counts().connects, 2u);
}

BOOST_AUTO_TEST_CASE(a_server_that_dies_and_comes_back_is_found_again) {
  const MetastoreTables tables("4.0", false);
  const auto backend = make_metastore_db(tables.options());
  check_present(backend->ask(kPlain));
  metastore_server().kill_hard();
  check_kind(backend->ask(kPlain), ErrorKind::unavailable);
  metastore_server().start();
  check_present(ask_until_answered(*backend));
}

BOOST_AUTO_TEST_CASE(a_read_only_server_is_good_enough) {
  const MetastoreTables tables("3.1", false);
  SqlClient root = tables.client();
  root.run("SET GLOBAL read_only = 1");
  check_present(make_metastore_db(tables.options())->ask(kPlain));
  root.run("SET GLOBAL read_only = 0");
}

BOOST_AUTO_TEST_CASE(missing_privileges_are_said_and_are_not_absence) {
  const MetastoreTables tables("3.1", false);
  SqlClient root = tables.client();
  auto options = tables.options();
  options.user = "poor";
  root.run("CREATE USER poor@localhost");
  check_kind(make_metastore_db(options)->ask(kPlain), ErrorKind::unavailable);
  root.run("GRANT SELECT ON " + tables.database() + ".DBS TO poor@localhost");
  const auto some = make_metastore_db(options)->ask(kPlain);
  check_kind(some, ErrorKind::failed_precondition);
  BOOST_CHECK(some.error().message().find("TBLS.TBL_NAME") != std::string::npos);
  for (const char* table : {"TBLS", "PARTITIONS", "PARTITION_KEYS", "PARTITION_PARAMS", "TABLE_PARAMS"}) {
    root.run("GRANT SELECT ON " + tables.database() + "." + table + " TO poor@localhost");
  }
  check_kind(make_metastore_db(options)->ask(kPlain), ErrorKind::permission_denied);  // VERSION
  root.run("GRANT SELECT ON " + tables.database() + ".VERSION TO poor@localhost");
  check_present(make_metastore_db(options)->ask(kPlain));
}

BOOST_AUTO_TEST_CASE(a_database_without_a_metastore_is_named) {
  const MetastoreTables tables("3.1", false);
  tables.client().run("CREATE DATABASE no_hive; GRANT SELECT ON no_hive.* TO reader@localhost");
  auto options = tables.options();
  options.database = "no_hive";
  const auto answers = make_metastore_db(options)->ask(kPlain);
  check_kind(answers, ErrorKind::failed_precondition);
  BOOST_CHECK(answers.error().message().find("/no_hive") != std::string::npos);
  tables.client().run("UPDATE VERSION SET SCHEMA_VERSION = 'x'");
  check_kind(make_metastore_db(tables.options())->ask(kPlain), ErrorKind::failed_precondition);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_never_shown) {
  const MetastoreTables tables("3.1", false);
  SqlClient root = tables.client();
  root.run("CREATE USER keyed@localhost IDENTIFIED BY 'it''s \\\\ right'; GRANT SELECT ON " + tables.database() +
           ".* TO keyed@localhost");
  auto options = tables.options();
  options.user = "keyed";
  options.password = "hunter2 wrong";
  const auto answers = make_metastore_db(options)->ask(kPlain);
  check_kind(answers, ErrorKind::unavailable);
  BOOST_CHECK(answers.error().message().find("hunter2") == std::string::npos);
  options.password = "it's \\ right";
  check_present(make_metastore_db(options)->ask(kPlain));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace aiep::test
