/// The contract of spi::Store. store_suite.cpp and store_shared_suite.cpp are compiled into one program per database;
/// each gives a harness.
#pragma once

#include <memory>
#include <string>

#include "core/spi/store.h"
#include "core/store/connection.h"

namespace aiep::test {

/// A new, empty database for one test case.
class StoreHarness {
 public:
  virtual ~StoreHarness() = default;
  virtual std::string url() const = 0;
  /// Beside the store, for what the store must survive or refuse.
  virtual std::unique_ptr<store::Connection> raw() const = 0;
};

std::unique_ptr<StoreHarness> make_store_harness();

}  // namespace aiep::test
