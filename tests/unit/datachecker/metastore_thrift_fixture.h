/// A small metastore and a backend that asks it.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "datachecker/metastore_thrift/metastore_thrift.h"
#include "datachecker/object.h"
#include "tests/support/mini_server.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {

class MiniMetastore {
 public:
  MiniMetastore(const std::string& version, const std::vector<std::string>& more = {})
      : server_("hive_metastore", arguments(version, more)) {}

  int port() const { return server_.port(); }
  const MiniServer& server() const { return server_; }

  /// How often the log has this line.
  int count(const std::string& wanted) const {
    std::ifstream log(folder_ / "log");
    int count = 0;
    for (std::string line; std::getline(log, line);) count += line == wanted ? 1 : 0;
    return count;
  }
  int count_of_closed() const {
    std::ifstream log(folder_ / "log");
    int count = 0;
    for (std::string line; std::getline(log, line);) count += line.rfind("closed Malformed", 0) == 0 ? 1 : 0;
    return count;
  }

 private:
  std::vector<std::string> arguments(const std::string& version, const std::vector<std::string>& more) const {
    std::vector<std::string> out{"--version", version, "--log", folder_ / "log"};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }

  TempDir folder_;
  MiniServer server_;
};

inline check::MetastoreThriftOptions options_for(const std::vector<int>& ports) {
  check::MetastoreThriftOptions options;
  for (const int port : ports) options.servers.push_back({"127.0.0.1", port});
  return options;
}

inline spi::ObjectQuestion question(const std::string& object, spi::Rung rung = spi::Rung::exists) {
  auto parsed = check::parse_object(object);
  parsed->rung = rung;
  return *parsed;
}

inline std::vector<spi::ObjectQuestion> questions(const std::vector<std::string>& objects) {
  std::vector<spi::ObjectQuestion> out;
  for (const std::string& object : objects) out.push_back(question(object));
  return out;
}

}  // namespace aiep::test
