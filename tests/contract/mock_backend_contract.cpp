#include "adapters/mock/mock_backend.h"
#include "tests/contract/backend_suite.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {
namespace {

class MockHarness final : public BackendHarness {
 public:
  MockHarness() { restart(); }
  spi::Backend& backend() override { return *backend_; }
  void restart() override { backend_ = mock::make_mock_backend(clock_, {dir_ / "tasks"}); }
  spi::TaskRequest request(const std::string& key, Behaviour behaviour) override {
    spi::TaskRequest request;
    request.key = key;
    request.spec.env["MOCK"] = behaviour == Behaviour::hang          ? "hang,slow-cancel:2s"
                               : behaviour == Behaviour::fail_with_3 ? "fail:3"
                                                                     : "succeed";
    return request;
  }
  void let_time_pass() override { clock_->advance(Millis(100)); }

 private:
  TempDir dir_;
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>(from_ms(1'700'000'000'000));
  std::shared_ptr<spi::Backend> backend_;
};

}  // namespace

std::unique_ptr<BackendHarness> make_backend_harness() { return std::make_unique<MockHarness>(); }

}  // namespace aiep::test
