#include "tests/contract/store_suite.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {
namespace {

class SqliteHarness final : public StoreHarness {
 public:
  std::string url() const override { return "sqlite://" + (dir_ / "aiep.db"); }
  std::unique_ptr<store::Connection> raw() const override {
    return std::make_unique<store::Connection>(store::Engine::sqlite, dir_ / "aiep.db");
  }

 private:
  TempDir dir_;
};

}  // namespace

std::unique_ptr<StoreHarness> make_store_harness() { return std::make_unique<SqliteHarness>(); }

}  // namespace aiep::test
