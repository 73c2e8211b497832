// Through HTTP to a real small server and real processes.
#include <chrono>
#include <thread>

#include "adapters/http_task/http_task_backend.h"
#include "tests/contract/backend_suite.h"
#include "tests/support/mini_server.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {
namespace {

class HttpTaskHarness final : public BackendHarness {
 public:
  HttpTaskHarness() { restart(); }
  spi::Backend& backend() override { return *backend_; }
  void restart() override {
    backend_ =
        http_task::make_http_task_backend({server_.url(), "contract", Millis(5'000)}, std::make_shared<SystemClock>());
  }
  spi::TaskRequest request(const std::string& key, Behaviour behaviour) override {
    spi::TaskRequest request;
    request.key = key;
    request.spec.title = "t";
    request.spec.command = behaviour == Behaviour::hang          ? "exec sleep 1000"
                           : behaviour == Behaviour::fail_with_3 ? "echo failing; exit 3"
                                                                 : "true";
    return request;
  }
  void let_time_pass() override { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }

 private:
  TempDir dir_;
  MiniServer server_{"task_server", {"--folder", dir_.path()}};
  std::shared_ptr<spi::Backend> backend_;
};

}  // namespace

std::unique_ptr<BackendHarness> make_backend_harness() { return std::make_unique<HttpTaskHarness>(); }

}  // namespace aiep::test
