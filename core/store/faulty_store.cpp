#include "core/store/faulty_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

#include "core/base/messages/store.h"

namespace aiep::store {
namespace {

constexpr Code kUndone[] = {messages::kStoreBusy, messages::kStoreFull, messages::kStoreIo,
                            messages::kStoreUnreachable};
constexpr Code kDone = messages::kStoreUnknown;

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

Error fault(Code code) { return make_error(code, {"the store", "a fault of the campaign"}); }

}  // namespace

std::optional<FaultPlan> parse_fault_plan(std::string_view text) {
  FaultPlan plan;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    const std::string_view name = item.substr(0, item.find('='));
    const std::string_view value = item.substr(std::min(item.size(), name.size() + 1));
    const bool known = name == "seed"      ? read_number(value, plan.seed)
                       : name == "percent" ? read_number(value, plan.percent) && plan.percent <= 100
                                           : name == "log";
    if (!known) return std::nullopt;
    if (name == "log") plan.log = value;
  }
  return plan;
}

FaultyStore::FaultyStore(std::shared_ptr<SqlStore> store, FaultPlan plan)
    : store_(std::move(store)), plan_(std::move(plan)), dice_(plan_.seed) {}

std::optional<Code> FaultyStore::draw(bool writes, const char* call) {
  const std::lock_guard lock(mutex_);
  if (dice_() % 100 >= plan_.percent) return std::nullopt;
  const std::size_t kinds = std::size(kUndone) + (writes ? 1 : 0);
  const std::size_t kind = dice_() % kinds;
  const Code code = kind < std::size(kUndone) ? kUndone[kind] : kDone;
  if (!plan_.log.empty()) {
    const std::string line = to_string(code) + " " + call + "\n";
    const int fd = ::open(plan_.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    (void)!::write(fd, line.data(), line.size());
    ::close(fd);
  }
  return code;
}

template <class Call>
auto FaultyStore::reading(const char* name, Call call) -> decltype(call()) {
  if (const auto code = draw(false, name)) return fault(*code);
  return call();
}

template <class Call>
auto FaultyStore::writing(const char* name, Call call) -> decltype(call()) {
  const auto code = draw(true, name);
  if (!code) return call();
  if (*code == kDone) {
    auto done = call();
    if (!done) return done;
  }
  return fault(*code);
}

Status FaultyStore::create_experiment(const ExperimentRecord& experiment, const VersionRecord& first) {
  return writing(__func__, [&] { return store_->create_experiment(experiment, first); });
}

Result<ExperimentRecord> FaultyStore::get_experiment(const std::string& id) {
  return reading(__func__, [&] { return store_->get_experiment(id); });
}

Result<std::vector<ExperimentRecord>> FaultyStore::find_experiments(const std::string& name) {
  return reading(__func__, [&] { return store_->find_experiments(name); });
}

Result<std::vector<ExperimentRecord>> FaultyStore::list_experiments() {
  return reading(__func__, [&] { return store_->list_experiments(); });
}

Status FaultyStore::delete_experiment(const std::string& id) {
  return writing(__func__, [&] { return store_->delete_experiment(id); });
}

Result<VersionRecord> FaultyStore::get_version(const std::string& experiment_id, int number) {
  return reading(__func__, [&] { return store_->get_version(experiment_id, number); });
}

Result<std::vector<VersionRecord>> FaultyStore::list_versions(const std::string& experiment_id) {
  return reading(__func__, [&] { return store_->list_versions(experiment_id); });
}

Status FaultyStore::update_version(const VersionRecord& version) {
  return writing(__func__, [&] { return store_->update_version(version); });
}

Status FaultyStore::save_as_new_version(const VersionRecord& next) {
  return writing(__func__, [&] { return store_->save_as_new_version(next); });
}

Status FaultyStore::close_version(const std::string& experiment_id, int number) {
  return writing(__func__, [&] { return store_->close_version(experiment_id, number); });
}

Result<spi::RunInserted> FaultyStore::insert_run(const spi::RunDetail& detail, const std::vector<EventRecord>& events) {
  return writing(__func__, [&] { return store_->insert_run(detail, events); });
}

Status FaultyStore::apply(const spi::RunBatch& batch) {
  return writing(__func__, [&] { return store_->apply(batch); });
}

Result<spi::RunDetail> FaultyStore::get_run(const std::string& id) {
  return reading(__func__, [&] { return store_->get_run(id); });
}

Result<RunRecord> FaultyStore::get_run_record(const std::string& id) {
  return reading(__func__, [&] { return store_->get_run_record(id); });
}

Result<std::string> FaultyStore::find_run_by_key(const std::string& key) {
  return reading(__func__, [&] { return store_->find_run_by_key(key); });
}

Result<spi::RunPage> FaultyStore::list_runs(const spi::RunQuery& query) {
  return reading(__func__, [&] { return store_->list_runs(query); });
}

Result<std::vector<std::string>> FaultyStore::open_runs() {
  return reading(__func__, [&] { return store_->open_runs(); });
}

Result<std::vector<std::string>> FaultyStore::held_runs(std::int64_t epoch) {
  return reading(__func__, [&] { return store_->held_runs(epoch); });
}

Result<std::vector<RunRecord>> FaultyStore::free_runs() {
  return reading(__func__, [&] { return store_->free_runs(); });
}

Result<std::vector<EventRecord>> FaultyStore::events(const std::string& run_id, std::int64_t after, int limit) {
  return reading(__func__, [&] { return store_->events(run_id, after, limit); });
}

Result<std::int64_t> FaultyStore::claim_runs(const std::string& owner, TimePoint now, TimePoint until) {
  return writing(__func__, [&] { return store_->claim_runs(owner, now, until); });
}

Result<spi::OuterView> FaultyStore::claim_outer(const spi::OuterClaim& claim) {
  return writing(__func__, [&] { return store_->claim_outer(claim); });
}

Result<spi::OuterView> FaultyStore::renew_outer(const OuterIdentity& identity, const std::string& agent) {
  return writing(__func__, [&] { return store_->renew_outer(identity, agent); });
}

Status FaultyStore::release_outer(const OuterIdentity& identity, const std::string& agent) {
  return writing(__func__, [&] { return store_->release_outer(identity, agent); });
}

Result<spi::OuterView> FaultyStore::cancel_outer(const OuterIdentity& identity, TimePoint at, const std::string& actor,
                                                 const std::string& reason) {
  return writing(__func__, [&] { return store_->cancel_outer(identity, at, actor, reason); });
}

Result<bool> FaultyStore::take_over_run(const spi::OuterTakeover& takeover, const EventRecord& event) {
  return writing(__func__, [&] { return store_->take_over_run(takeover, event); });
}

Result<bool> FaultyStore::lose_outer(const spi::OuterLoss& loss, const EventRecord& event) {
  return writing(__func__, [&] { return store_->lose_outer(loss, event); });
}

Result<std::vector<spi::OuterView>> FaultyStore::watched_outers() {
  return reading(__func__, [&] { return store_->watched_outers(); });
}

Result<std::string> FaultyStore::describe() {
  return reading(__func__, [&] { return store_->describe(); });
}

Status FaultyStore::check_integrity() {
  return reading(__func__, [&] { return store_->check_integrity(); });
}

Result<std::shared_ptr<spi::Store>> with_asked_faults(std::shared_ptr<SqlStore> store) {
  const char* asked = std::getenv("AIEP_STORE_FAULTS");
  if (asked == nullptr) return std::shared_ptr<spi::Store>(std::move(store));
  auto plan = parse_fault_plan(asked);
  if (!plan) return make_error(messages::kStoreUrl, {asked, "AIEP_STORE_FAULTS is seed=N,percent=P[,log=PATH]"});
  return std::shared_ptr<spi::Store>(std::make_shared<FaultyStore>(std::move(store), std::move(*plan)));
}

}  // namespace aiep::store
