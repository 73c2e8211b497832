// In which order a lane asks its backend.
#include "core/engine/lane.h"

#include <boost/test/unit_test.hpp>
#include <semaphore>

namespace {

using namespace aiep;
using namespace aiep::engine;

/// Stands still in the call `gate` until it is let go; remembers who asked.
class SlowBackend final : public spi::Backend {
 public:
  Result<std::string> create(const spi::TaskRequest&) override { return std::string(); }
  Result<std::string> recover(const std::string& key) override { return key; }
  Result<spi::TaskStatus> get(const std::string& handle) override {
    asked += handle + " ";
    if (handle == "gate") {
      inside.release();
      go.acquire();
    }
    return spi::TaskStatus{};
  }
  Result<spi::CancelOutcome> cancel(const std::string& handle) override {
    asked += handle + " ";
    return spi::CancelOutcome::accepted;
  }
  spi::BackendCapabilities capabilities() const override { return {}; }

  std::string asked;
  std::binary_semaphore inside{0}, go{0};
};

Operation operation(const std::string& handle, Operation::Kind kind = Operation::Kind::get) {
  Operation one;
  one.kind = kind;
  one.handle = handle;
  one.urgent = kind == Operation::Kind::cancel;
  return one;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(engine_lane)

BOOST_AUTO_TEST_CASE(cancels_take_turns_with_the_rest) {
  SlowBackend backend;
  std::counting_semaphore<16> done{0};
  {
    Lane lane(backend, [&](OperationResult) { done.release(); });
    lane.post(operation("gate"));
    backend.inside.acquire();  // from here on everything queues
    for (const char* handle : {"g1", "g2", "g3", "g4"}) lane.post(operation(handle));
    for (const char* handle : {"c1", "c2"}) lane.post(operation(handle, Operation::Kind::cancel));
    backend.go.release();
    for (int i = 0; i < 7; ++i) done.acquire();
  }
  BOOST_TEST(backend.asked == "gate c1 g1 c2 g2 g3 g4 ");
}

BOOST_AUTO_TEST_SUITE_END()
