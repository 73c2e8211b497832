/// The contract of spi::Backend. backend_suite.cpp is compiled into one program per backend; each
/// gives a harness.
#pragma once

#include <memory>
#include <string>

#include "core/spi/backend.h"

namespace aiep::test {

/// What a backend says of itself that differs from the contract; everything else is tested.
struct BackendDeviations {
  bool forgets_at_restart = false;  ///< its tasks live in its own memory
};

enum class Behaviour {
  succeed,
  fail_with_3,
  hang,  ///< goes on until it is cancelled
};

/// A fresh backend for one test case.
class BackendHarness {
 public:
  virtual ~BackendHarness() = default;
  virtual spi::Backend& backend() = 0;
  /// As after kill -9 of the daemon: a new instance on the same state.
  virtual void restart() = 0;
  virtual spi::TaskRequest request(const std::string& key, Behaviour behaviour) = 0;
  /// Called between two looks while the suite waits (a real clock waits a little).
  virtual void let_time_pass() = 0;
  virtual BackendDeviations deviations() const { return {}; }
};

std::unique_ptr<BackendHarness> make_backend_harness();

}  // namespace aiep::test
