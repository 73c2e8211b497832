// WebHDFS: what real NameNodes answered, and the backend against a strict small one.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "datachecker/object.h"
#include "datachecker/sources.h"
#include "datachecker/webhdfs/hdfs_client.h"
#include "tests/support/mini_server.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace aiep;
using check::Seen;
namespace fs = std::filesystem;

std::map<std::string, nlohmann::json> recorded() {
  std::map<std::string, nlohmann::json> all;
  std::ifstream file(std::string(AIEP_SOURCE_DIR) + "/tests/cases/webhdfs/answers.jsonl");
  for (std::string line; std::getline(file, line);) {
    auto exchange = nlohmann::json::parse(line);
    const std::string id = exchange["id"];
    all[id] = std::move(exchange);
  }
  return all;
}

check::HdfsAnswer decode(const nlohmann::json& exchange) {
  http::Response response;
  response.status = exchange.at("status");
  response.body = exchange.at("body");
  return check::decode_hdfs(response);
}

/// `yes: name/ name(length)`, `no`, `cannot tell`, `standby`.
std::string told(const check::HdfsAnswer& answer) {
  if (answer.standby) return "standby";
  if (answer.seen != Seen::yes) return answer.seen == Seen::no ? "no" : "cannot tell";
  std::string out = "yes:";
  for (const check::HdfsEntry& entry : answer.entries) {
    out += " " + entry.name + (entry.is_folder ? "/" : "(" + std::to_string(entry.length) + ")");
  }
  return out;
}

/// A folder served by the small NameNode. Verdicts are compared as `verdict: evidence`.
struct Hdfs {
  test::TempDir dir;

  void put(const std::string& path, const std::string& content = "x") {
    fs::create_directories((fs::path(dir / "w") / path).parent_path());
    std::ofstream(fs::path(dir / "w") / path) << content;
  }
  void make(const std::string& path) { fs::create_directories(fs::path(dir / "w") / path); }
  std::string root() const { return dir / "w"; }

  static spi::ObjectQuestion question(const std::string& object, spi::Rung rung = spi::Rung::exists) {
    auto parsed = check::parse_object(object);
    BOOST_REQUIRE_MESSAGE(parsed.has_value(), object);
    parsed->rung = rung;
    return *parsed;
  }
  static std::string verdict(const std::string& uri, const std::string& object, spi::Rung rung = spi::Rung::exists) {
    auto source = check::open_source(uri, "");
    BOOST_REQUIRE(source.has_value());
    auto answers = (*source)->ask({question(object, rung)});
    if (!answers) return "error " + to_string(answers.error().code);
    return std::string(spi::to_string(answers->at(0).verdict)) + ": " + answers->at(0).evidence;
  }
};

std::string uri_of(const test::MiniServer& server, const std::string& path = "") {
  return "webhdfs://hive@127.0.0.1:" + std::to_string(server.port()) + path;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(webhdfs, Hdfs)

BOOST_AUTO_TEST_CASE(reads_what_real_name_nodes_answered) {
  const auto all = recorded();
  const std::map<std::string, std::string> expected{
      {"getfilestatus.dir", "yes: /"},
      {"getfilestatus.file", "yes: (50)"},
      {"getfilestatus.missing", "no"},
      {"getfilestatus.single_encoded", "no"},
      {"getfilestatus.blank_as_plus", "no"},
      {"getfilestatus.slash_value", "yes: /"},
      {"getfilestatus.denied", "cannot tell"},
      {"getfilestatus.denied_dir", "yes: /"},
      {"liststatus.dir", "yes: .part-0.crc(8) _SUCCESS(0) part-0(50)"},
      {"liststatus.empty_dir", "yes:"},
      {"liststatus.missing", "no"},
      {"liststatus.file", "yes: (50)"},
      {"liststatus.nested", "yes: sub/"},
      {"liststatus.zero", "yes: part-0(0)"},
      {"liststatus.denied_dir", "cannot tell"},
      {"lower_op", "yes: /"},
      {"bad_op", "cannot tell"},
      {"doas", "cannot tell"},
      {"ha.getfilestatus.active", "yes: /"},
      {"ha.getfilestatus.standby", "standby"},
      {"ha.liststatus.active", "yes:"},
      {"ha.liststatus.standby", "standby"},
  };
  for (const auto& [id, wanted] : expected) {
    BOOST_REQUIRE_MESSAGE(all.contains(id), id);
    BOOST_TEST(told(decode(all.at(id))) == wanted, id);
  }
}

BOOST_AUTO_TEST_CASE(asks_in_the_words_of_the_recorded_requests) {
  const auto all = recorded();
  const auto line = [](const std::string& path) {
    return "GET /webhdfs/v1" + check::encode_hdfs_path(path) + "?op=LISTSTATUS&user.name=hive";
  };
  BOOST_TEST(line("/warehouse/dc.db/p/ds=a%2Fb") == all.at("liststatus.slash_value").at("request").get<std::string>());
  BOOST_TEST(line("/warehouse/dc.db/p/ds=中文") == all.at("liststatus.chinese").at("request").get<std::string>());
  BOOST_TEST(line("/warehouse/dc.db/p/ds=a+b") == all.at("liststatus.plus").at("request").get<std::string>());
  BOOST_TEST(line("/") == all.at("liststatus.root").at("request").get<std::string>());
  BOOST_TEST(check::encode_hdfs_path("/x y/50%/a?b#c&d") == "/x%20y/50%25/a%3Fb%23c%26d");
}

BOOST_AUTO_TEST_CASE(what_is_no_name_node_is_never_absence) {
  const auto answer = [](int status, const std::string& body) {
    http::Response response;
    response.status = status;
    response.body = body;
    return told(check::decode_hdfs(response));
  };
  BOOST_TEST(answer(404, "<html>Not Found</html>") == "cannot tell");
  BOOST_TEST(answer(404, "") == "cannot tell");
  BOOST_TEST(answer(404, "{}") == "cannot tell");
  BOOST_TEST(answer(200, "{}") == "cannot tell");
  BOOST_TEST(answer(200, R"({"FileStatuses":{}})") == "cannot tell");
  BOOST_TEST(answer(200, R"({"FileStatuses":{"FileStatus":[{"pathSuffix":1}]}})") == "cannot tell");
  BOOST_TEST(answer(200, R"({"RemoteException":{"exception":"FileNotFoundException","message":"x"}})") ==
             "cannot tell");
  const std::string below = "\"message\":\"/f (is not a directory)\"}}";
  BOOST_TEST(answer(403, R"({"RemoteException":{"exception":"AccessControlException",)" + below) == "no");
  BOOST_TEST(answer(500, R"({"RemoteException":{"exception":"RuntimeException","message":"x"}})") == "cannot tell");
  BOOST_TEST(answer(200, R"({"FileStatus":{"pathSuffix":"","type":"SYMLINK","length":0}})") == "yes: (0)");
}

BOOST_AUTO_TEST_CASE(the_same_verdicts_as_a_folder_of_this_machine) {
  put("dc.db/p/ds=20240101/part-0");
  put("dc.db/p/ds=20240101/_SUCCESS", "");
  make("dc.db/p/ds=20240102");
  put("dc.db/p/ds=a%2Fb/part-0");
  put("dc.db/p/ds=50%25/part-0");
  put("dc.db/p/ds=x y/part-0");
  put("dc.db/p/ds=a+b/part-0");
  put("dc.db/p/ds=中文/part-0");
  put("dc.db/p/ds=zero/part-0", "");
  put("dc.db/p/ds=hidden/_temporary/0/part-0");
  put("dc.db/p/ds=crc/.part-0.crc");
  put("dc.db/p/ds=copy/part-0._COPYING_");
  put("dc.db/p/ds=nested/sub/deep/part-0");
  put("dc.db/plain/part-0");
  make("dc.db/empty");
  put("dc.db/file", "not a table");
  const test::MiniServer server("webhdfs_server", {"--root", root()});
  for (const char* object : {"dc.p{ds=20240101}",
                             "dc.p{ds=20240102}",
                             "dc.p{ds=19000101}",
                             "dc.p{ds='a/b'}",
                             "dc.p{ds='50%'}",
                             "dc.p{ds='x y'}",
                             "dc.p{ds='x+y'}",
                             "dc.p{ds='a+b'}",
                             "dc.p{ds='a b'}",
                             "dc.p{ds=中文}",
                             "dc.p{ds=zero}",
                             "dc.p{ds=hidden}",
                             "dc.p{ds=crc}",
                             "dc.p{ds=copy}",
                             "dc.p{ds=nested}",
                             "dc.p{dt=1}",
                             "dc.p",
                             "dc.plain",
                             "dc.empty",
                             "dc.plain{ds=1}",
                             "dc.none",
                             "none.p",
                             "dc.file",
                             "DC.P{DS=20240101}"}) {
    for (const spi::Rung rung : {spi::Rung::exists, spi::Rung::done_flag, spi::Rung::files, spi::Rung::rows}) {
      const std::string here = verdict("warehouse:" + root(), object, rung);
      BOOST_TEST(verdict(uri_of(server), object, rung) == here, object << " by " << check::to_string(rung));
    }
  }
  BOOST_TEST(verdict(uri_of(server), "dc.p{ds='a/b'}", spi::Rung::files) == "present: a file with data is there");
  BOOST_TEST(verdict(uri_of(server), "dc.p{ds=hidden}", spi::Rung::files) == "absent: no file with data yet");
}

BOOST_AUTO_TEST_CASE(what_may_not_be_read_is_unknown_and_harms_no_neighbour) {
  put("dc.db/p/ds=1/denied/part-0");
  put("dc.db/p/ds=2/part-0");
  const test::MiniServer server("webhdfs_server", {"--root", root(), "--pretty"});
  auto source = check::open_source(uri_of(server, "/"), "");
  BOOST_REQUIRE(source.has_value());
  auto answers = (*source)->ask({question("dc.p{ds=1}", spi::Rung::files), question("dc.p{ds=2}", spi::Rung::files)});
  BOOST_REQUIRE(answers.has_value());
  BOOST_TEST(std::string(spi::to_string(answers->at(0).verdict)) == "unknown");
  BOOST_TEST(answers->at(0).evidence.find("Permission denied") != std::string::npos, answers->at(0).evidence);
  BOOST_TEST(std::string(spi::to_string(answers->at(1).verdict)) == "present");
}

BOOST_AUTO_TEST_CASE(finds_the_active_name_node_and_stays_there) {
  put("dc.db/t/part-0");
  const std::string log = dir / "standby.log";
  const test::MiniServer standby("webhdfs_server", {"--root", root(), "--standby", "--log", log});
  const test::MiniServer active("webhdfs_server", {"--root", root()});
  const std::string uri =
      "webhdfs://hive@127.0.0.1:" + std::to_string(standby.port()) + ",127.0.0.1:" + std::to_string(active.port());
  auto source = check::open_source(uri, "");
  BOOST_REQUIRE(source.has_value());
  for (int round = 0; round < 3; ++round) {
    auto answers = (*source)->ask({question("dc.t")});
    BOOST_REQUIRE(answers.has_value());
    BOOST_TEST(std::string(spi::to_string(answers->at(0).verdict)) == "present");
  }
  const auto asked = read_file(log);
  BOOST_REQUIRE(asked.has_value());
  BOOST_TEST(std::count(asked->begin(), asked->end(), '\n') == 1, *asked);
}

BOOST_AUTO_TEST_CASE(trouble_of_the_cluster_fails_the_batch) {
  make("dc.db/t");
  const test::MiniServer standby("webhdfs_server", {"--root", root(), "--standby"});
  BOOST_TEST(verdict(uri_of(standby), "dc.t") == "error AIEP-0673");
  const test::MiniServer proxy("webhdfs_server", {"--root", root(), "--pages"});
  BOOST_TEST(verdict(uri_of(proxy), "dc.t") == "error AIEP-0673");
  const test::MiniServer other("webhdfs_server", {"--root", root(), "--user", "alice"});
  BOOST_TEST(verdict(uri_of(other), "dc.t") == "error AIEP-0673");
  const test::MiniServer fine("webhdfs_server", {"--root", root()});
  BOOST_TEST(verdict(uri_of(fine, "/nowhere"), "dc.t") == "error AIEP-0624");
  BOOST_TEST(verdict("webhdfs://127.0.0.1:1", "dc.t") == "error AIEP-0673");
}

BOOST_AUTO_TEST_SUITE_END()
