/// One store on a fresh database, for the cases of the contract.
#pragma once

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>

#include "tests/contract/store_samples.h"

namespace aiep::test {

struct StoreFixture {
  std::unique_ptr<StoreHarness> harness = make_store_harness();
  std::shared_ptr<spi::Store> store = open_or_fail(harness->url());

  std::int64_t claim(const std::string& owner = "a", TimePoint now = kNoon) {
    auto epoch = store->claim_runs(owner, now, now + Millis(1000));
    BOOST_REQUIRE(epoch.has_value());
    return *epoch;
  }
  spi::RunDetail insert(const std::string& id, std::int64_t epoch, int tasks = 2) {
    spi::RunDetail detail = sample_run(id, tasks);
    detail.run.lease_epoch = epoch;
    BOOST_REQUIRE(store->insert_run(detail, {sample_event(id)}).has_value());
    return detail;
  }
  spi::RunDetail get(const std::string& id) {
    auto detail = store->get_run(id);
    BOOST_REQUIRE(detail.has_value());
    return *detail;
  }
  std::size_t event_count(const std::string& id) { return store->events(id, 0, 0).value().size(); }
};

template <class T>
void check_kind(const Result<T>& result, ErrorKind kind) {
  BOOST_REQUIRE(!result.has_value());
  BOOST_TEST(kind_facts(result.error().kind).name == kind_facts(kind).name);
  BOOST_TEST(!result.error().message().empty());
}

}  // namespace aiep::test
