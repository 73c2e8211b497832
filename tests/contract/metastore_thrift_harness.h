/// The metastores that the backend metastore_thrift is tested on: tests/mini/hms and real ones.
#pragma once

#include "datachecker/metastore_thrift/metastore_thrift.h"
#include "tests/contract/check_backend_suite.h"
#include "tests/support/mini_server.h"

namespace aiep::test {

/// Short limits, for servers on this machine.
check::MetastoreThriftOptions thrift_options(const std::vector<int>& ports);

class ThriftHarness final : public CheckHarness {
 public:
  /// `program` stands in tests/mini, its arguments make it hold the object set.
  ThriftHarness(const std::string& program, const std::vector<std::string>& arguments, std::string generation,
                std::string charset);

  spi::CheckBackend& backend() override { return *backend_; }
  std::string generation() const override { return generation_; }
  std::string charset() const override { return charset_; }
  bool decides(spi::Rung rung) const override { return rung == spi::Rung::exists || rung == spi::Rung::stats; }
  /// Not v120: over Thrift nobody can tell a committed write of one partition from an open one.
  bool holds(const VerdictCase& line) const override { return line.id != "v120"; }

 private:
  MiniServer server_;
  std::unique_ptr<check::MetastoreThrift> backend_;
  std::string generation_, charset_;
};

}  // namespace aiep::test
