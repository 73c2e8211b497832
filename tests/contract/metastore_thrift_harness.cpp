#include "tests/contract/metastore_thrift_harness.h"

namespace aiep::test {
namespace {

/// The first start fetches a release.
constexpr int kStartLimitMs = 900'000;

}  // namespace

check::MetastoreThriftOptions thrift_options(const std::vector<int>& ports) {
  check::MetastoreThriftOptions options;
  for (const int port : ports) options.servers.push_back({"127.0.0.1", port});
  return options;
}

ThriftHarness::ThriftHarness(const std::string& program, const std::vector<std::string>& arguments,
                             std::string generation, std::string charset)
    : server_(program, arguments, kStartLimitMs),
      backend_(check::make_metastore_thrift(thrift_options({server_.port()}))),
      generation_(std::move(generation)),
      charset_(std::move(charset)) {}

}  // namespace aiep::test
