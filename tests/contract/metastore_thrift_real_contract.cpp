/// The contract on real metastores of the release AIEP_HMS_VERSION. On Derby, names hold any character.
#include "tests/contract/metastore_thrift_harness.h"

namespace aiep::test {

std::vector<std::string> check_harnesses() { return {AIEP_HMS_VERSION}; }

CheckHarness& check_harness(const std::string& name) {
  static ThriftHarness harness("../peers/hms", {name}, name, "utf8");
  return harness;
}

}  // namespace aiep::test
