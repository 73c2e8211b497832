#include <map>

#include "tests/contract/check_backend_suite.h"
#include "tests/contract/metastore_fixture.h"

namespace aiep::test {
namespace {

class MetastoreDbCheck final : public CheckHarness {
 public:
  MetastoreDbCheck(const std::string& schema, bool utf8)
      : schema_(schema), utf8_(utf8), tables_(schema, utf8), backend_(check::make_metastore_db(tables_.options())) {}
  spi::CheckBackend& backend() override { return *backend_; }
  std::string generation() const override { return schema_; }
  std::string charset() const override { return utf8_ ? "utf8" : "latin1"; }
  bool decides(spi::Rung rung) const override { return rung == spi::Rung::exists || rung == spi::Rung::stats; }

 private:
  const std::string schema_;
  const bool utf8_;
  MetastoreTables tables_;
  std::unique_ptr<spi::CheckBackend> backend_;
};

}  // namespace

std::vector<std::string> check_harnesses() { return {"2.3", "3.1", "4.0", "3.1-utf8"}; }

CheckHarness& check_harness(const std::string& name) {
  static std::map<std::string, std::unique_ptr<MetastoreDbCheck>> made;
  auto& harness = made[name];
  if (!harness) harness = std::make_unique<MetastoreDbCheck>(name.substr(0, 3), name.size() > 3);
  return *harness;
}

}  // namespace aiep::test
