#include "datachecker/mask/mask.h"

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "core/base/files.h"
#include "datachecker/mask/md5.h"
#include "datachecker/object.h"
#include "datachecker/sources.h"
#include "tests/support/mini_server.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace aiep;

struct Service {
  test::TempDir dir;
  test::MiniServer server{"mask_server", {"--app", "wtss", "--token", "s3cret", "--log", dir / "log"}};

  std::string uri() const {
    return "mask+http://wtss@127.0.0.1:" + std::to_string(server.port()) + "/api/v1/mask-status";
  }
  static spi::ObjectQuestion question(const std::string& object) {
    auto parsed = check::parse_object(object);
    BOOST_REQUIRE_MESSAGE(parsed.has_value(), object);
    return *parsed;
  }
  spi::ObjectAnswer ask(const std::string& object, const std::string& token = "s3cret") const {
    auto source = check::open_source(uri(), token);
    BOOST_REQUIRE(source.has_value());
    auto answers = (*source)->ask({question(object)});
    BOOST_REQUIRE(answers.has_value());
    return answers->at(0);
  }
  std::string verdict(const std::string& table) const { return spi::to_string(ask("risk_ods." + table).verdict); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mask)

BOOST_AUTO_TEST_CASE(md5_of_the_rfc) {
  BOOST_TEST(check::md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  BOOST_TEST(check::md5_hex("abc") == "900150983cd24fb0d6963f7d28e17f72");
  BOOST_TEST(check::md5_hex("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
  BOOST_TEST(check::md5_hex("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
             "57edf4a22be3c955ac49da2e2107b67a");
  for (const std::size_t size : {55u, 56u, 63u, 64u, 65u})
    BOOST_TEST(check::md5_hex(std::string(size, 'a')).size() == 32u);
  BOOST_TEST(check::md5_hex(std::string(56, 'a')) == "3b0c8ac703f828b04c6c197006d17218");
}

BOOST_FIXTURE_TEST_CASE(codes_of_the_service, Service) {
  BOOST_TEST(verdict("ready") == "present");
  BOOST_TEST(verdict("number") == "present");
  BOOST_TEST(verdict("nested") == "present");
  BOOST_TEST(verdict("nosuch") == "refused");
  BOOST_TEST(verdict("coming") == "absent");
  BOOST_TEST(verdict("odd") == "absent");
}

BOOST_FIXTURE_TEST_CASE(trouble_is_neither_presence_nor_absence, Service) {
  for (const char* table :
       {"later", "nested_code", "list", "text", "empty", "http500", "http404", "redirect", "silent"}) {
    BOOST_TEST(verdict(table) == "unknown", table);
  }
  BOOST_TEST(std::string(spi::to_string(ask("risk_ods.ready", "wrong").verdict)) == "unknown");
}

BOOST_FIXTURE_TEST_CASE(asks_exactly_as_the_old_checkers_did, Service) {
  BOOST_TEST(std::string(spi::to_string(ask("risk_ods.ready{ds=20240101/city='a b/c'}").verdict)) == "present");
  BOOST_TEST(std::string(spi::to_string(ask("Risk_ODS.Ready").verdict)) == "present");
  BOOST_TEST(*read_file(dir / "log") ==
             "targetDb=risk_ods&targetTable=ready&partition=ds=20240101/city=a b%2Fc\n"
             "targetDb=risk_ods&targetTable=ready&partition=\n");
}

BOOST_FIXTURE_TEST_CASE(missing_names_the_object_and_the_code, Service) {
  const spi::ObjectAnswer answer = ask("risk_ods.coming{ds=1}");
  BOOST_TEST(answer.missing == "risk_ods.coming{ds=1} (code 404)");
  BOOST_TEST(answer.evidence == "the mask service answered code 404: as asked");
  BOOST_TEST(answer.rung == "exists");
}

BOOST_FIXTURE_TEST_CASE(other_rungs_are_refused_without_asking, Service) {
  auto source = check::open_source(uri(), "s3cret");
  BOOST_REQUIRE(source.has_value());
  spi::ObjectQuestion files = question("risk_ods.ready");
  files.rung = spi::Rung::files;
  auto answers = (*source)->ask({files});
  BOOST_REQUIRE(answers.has_value());
  BOOST_TEST(std::string(spi::to_string(answers->at(0).verdict)) == "refused");
  BOOST_TEST(!read_file(dir / "log").has_value());
}

BOOST_AUTO_TEST_CASE(a_hanging_service_costs_one_time_out_for_the_whole_batch) {
  test::TempDir dir;
  // A NameNode that waits is as good as any service that does.
  const test::MiniServer hanging("webhdfs_server", {"--root", dir.path(), "--hang", "600"});
  check::MaskOptions options{hanging.url() + "/x", "a", "t", Millis{100}};
  auto source = check::make_mask(options);
  hanging.signal(SIGSTOP);
  const SystemClock clock;
  const Millis start = clock.steady();
  auto answers = source->ask(std::vector<spi::ObjectQuestion>(50, Service::question("a.b")));
  const Millis took = clock.steady() - start;
  hanging.signal(SIGCONT);
  BOOST_REQUIRE(answers.has_value());
  for (const spi::ObjectAnswer& answer : *answers) BOOST_TEST(std::string(spi::to_string(answer.verdict)) == "unknown");
  BOOST_TEST(answers->back().evidence.starts_with("not asked: "), answers->back().evidence);
  BOOST_TEST(took < Millis{4'000}, "50 time-outs of 100 ms are 5 s");
}

BOOST_AUTO_TEST_CASE(addresses) {
  BOOST_TEST(check::open_source("mask+http://wtss@h:80/api/v1/mask-status?", "t").has_value());
  BOOST_TEST(to_string(check::open_source("mask+http://wtss@a,b/x", "t").error().code) == "AIEP-0671");
  BOOST_TEST(to_string(check::open_source("mask+ftp://wtss@a/x", "t").error().code) == "AIEP-0670");
}

BOOST_AUTO_TEST_SUITE_END()
