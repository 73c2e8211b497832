// Real processes through the real aiep-node.
#include <chrono>
#include <thread>

#include "adapters/local/local_backend.h"
#include "tests/contract/backend_suite.h"
#include "tests/support/temp_dir.h"

namespace aiep::test {
namespace {

class LocalHarness final : public BackendHarness {
 public:
  LocalHarness() { restart(); }
  ~LocalHarness() override {
    // The spawner sees that its workspace is gone and ends; open tasks are ended here.
    auto* lister = dynamic_cast<spi::OwnedLister*>(backend_.get());
    for (int i = 0; i < 1'000; ++i) {
      const auto owned = lister->list_owned();
      if (!owned || owned->empty()) return;
      for (const spi::OwnedTask& task : *owned) (void)backend_->cancel(task.handle);
      let_time_pass();
    }
  }
  spi::Backend& backend() override { return *backend_; }
  void restart() override {
    backend_.reset();
    backend_ = local::make_local_backend({workspace_, AIEP_BINARY_DIR "/bin/aiep-node", 0, Millis(200)});
  }
  spi::TaskRequest request(const std::string& key, Behaviour behaviour) override {
    spi::TaskRequest request;
    request.key = key;
    request.spec.title = "t";
    request.work_dir = workspace_ + "/runs/" + key;
    request.spec.command = behaviour == Behaviour::hang          ? "exec sleep 1000"
                           : behaviour == Behaviour::fail_with_3 ? "echo failing; exit 3"
                                                                 : "true";
    return request;
  }
  void let_time_pass() override { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }

 private:
  TempDir dir_;
  const std::string workspace_ = dir_ / "ws";
  std::shared_ptr<spi::Backend> backend_;
};

}  // namespace

std::unique_ptr<BackendHarness> make_backend_harness() { return std::make_unique<LocalHarness>(); }

}  // namespace aiep::test
