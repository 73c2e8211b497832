#include "tests/contract/metastore_thrift_harness.h"

namespace aiep::test {

std::vector<std::string> check_harnesses() { return {"2.3 latin1", "3.1 latin1", "3.1 utf8", "4.0 latin1"}; }

CheckHarness& check_harness(const std::string& name) {
  static std::map<std::string, std::unique_ptr<ThriftHarness>> made;
  auto& harness = made[name];
  if (!harness) {
    const std::string generation = name.substr(0, 3), charset = name.substr(4);
    harness = std::make_unique<ThriftHarness>(
        "hms", std::vector<std::string>{"--generation", generation, "--charset", charset, "--odd", "0.5"}, generation,
        charset);
  }
  return *harness;
}

}  // namespace aiep::test
