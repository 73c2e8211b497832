#include "adapters/template/template_backend.h"
#include "tests/contract/backend_suite.h"

namespace aiep::test {
namespace {

class TemplateHarness final : public BackendHarness {
 public:
  spi::Backend& backend() override { return *backend_; }
  void restart() override { backend_ = template_backend::make_template_backend(clock_); }
  spi::TaskRequest request(const std::string& key, Behaviour behaviour) override {
    spi::TaskRequest request;
    request.key = key;
    request.spec.command = behaviour == Behaviour::hang          ? "hang"
                           : behaviour == Behaviour::fail_with_3 ? "exit 3"
                                                                 : "exit 0";
    return request;
  }
  void let_time_pass() override { clock_->advance(Millis(100)); }
  BackendDeviations deviations() const override {
    BackendDeviations deviations;
    deviations.forgets_at_restart = true;
    return deviations;
  }

 private:
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>(from_ms(1'700'000'000'000));
  std::shared_ptr<spi::Backend> backend_ = template_backend::make_template_backend(clock_);
};

}  // namespace

std::unique_ptr<BackendHarness> make_backend_harness() { return std::make_unique<TemplateHarness>(); }

}  // namespace aiep::test
