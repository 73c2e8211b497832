#include "core/engine/loop.h"

#include <algorithm>
#include <utility>

#include "core/base/guards.h"
#include "core/base/messages/engine.h"

namespace aiep::engine {
namespace {

/// A change that may wait (submitting → running) is written with the next one, at most so late.
constexpr Millis kLazyWrite{25};
constexpr Millis kClockJump{1'000};  // less is drift, which adds up
constexpr Millis kFirstWriteRetry{200};
/// Runs of a server that is gone are claimed at most so late after the end of its lease.
constexpr Millis kLongestClaimPause{3'000};
constexpr Millis kLongestWriteRetry{5'000};

}  // namespace

Loop::Loop(const ServiceOptions& options, spi::Store& store, spi::Registry& registry, const Clock& clock)
    : options_(options),
      store_(store),
      registry_(registry),
      clock_(clock),
      retry_rule_{options.retry_backoff},
      book_(clock),
      clock_offset_(clock.now().time_since_epoch() - clock.steady()) {}

Loop::~Loop() { stop(); }

Status Loop::start() {
  for (const std::string& name : registry_.backend_names()) {
    spi::Backend* backend = registry_.find_backend(name);
    lanes_[name] = std::make_unique<Lane>(*backend, [this](OperationResult result) { post(std::move(result)); });
    backend->set_wakeup([this](std::string key) { post(Woken{std::move(key)}); });
  }
  const TimePoint now = clock_.now();
  auto epoch = store_.claim_runs(options_.owner, now, now + options_.lease);
  if (!epoch) return std::move(epoch).error();
  epoch_ = *epoch;
  lease_until_ = now + options_.lease;
  auto open = store_.open_runs();
  if (!open) return std::move(open).error();
  for (const std::string& id : *open) {
    Adopted adopted{id};
    handle(adopted);
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  return {};
}

void Loop::stop() {
  {
    const std::lock_guard lock(inbox_mutex_);
    closed_ = true;
  }
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  for (const std::string& name : registry_.backend_names()) registry_.find_backend(name)->set_wakeup(nullptr);
  lanes_.clear();
  // Callers that still wait learn that nobody will answer.
  for (Message& message : inbox_) {
    if (auto* asked = std::get_if<Asked>(&message)) asked->answer->set_value(make_error(messages::kEngineStopped));
  }
  inbox_.clear();
  written_changed_.notify_all();
}

void Loop::wake() {
  {
    const std::lock_guard lock(inbox_mutex_);
    poked_ = true;
  }
  inbox_changed_.notify_one();
}

void Loop::post(Message message) {
  {
    const std::lock_guard lock(inbox_mutex_);
    if (closed_) {
      if (auto* asked = std::get_if<Asked>(&message)) asked->answer->set_value(make_error(messages::kEngineStopped));
      return;
    }
    inbox_.push_back(std::move(message));
  }
  inbox_changed_.notify_one();
}

void Loop::adopt(const std::string& run_id) { post(Adopted{run_id}); }

Status Loop::change(const std::string& run_id, Change change) {
  auto answer = std::make_shared<std::promise<Status>>();
  std::future<Status> result = answer->get_future();
  post(Asked{run_id, std::move(change), std::move(answer)});
  return result.get();
}

bool Loop::with_backend(const std::string& name, const std::function<void(spi::Backend&)>& use) {
  Lane* lane = lane_of(name);
  if (lane != nullptr) lane->call(use);
  return lane != nullptr;
}

Result<spi::LogChunk> Loop::read_log(const std::string& backend, const std::string& handle, std::uint64_t offset,
                                     std::size_t limit) {
  Result<spi::LogChunk> chunk = make_error(messages::kNoLogs, {handle, "this backend keeps none"});
  const bool known = with_backend(backend, [&](spi::Backend& called) {
    if (auto* source = dynamic_cast<spi::LogSource*>(&called)) chunk = source->read_log(handle, offset, limit);
  });
  if (!known) return make_error(messages::kNoLogs, {handle, "backend " + backend + " is not configured"});
  return chunk;
}

std::uint64_t Loop::written() const {
  const std::lock_guard lock(written_mutex_);
  return written_;
}

std::uint64_t Loop::wait_written(std::uint64_t seen, Millis wait) {
  std::unique_lock lock(written_mutex_);
  written_changed_.wait_for(lock, wait, [&] { return written_ != seen; });
  return written_;
}

Lane* Loop::lane_of(const std::string& name) {
  auto it = lanes_.find(name);
  return it == lanes_.end() ? nullptr : it->second.get();
}

TimePoint Loop::next_claim() const {
  return lease_until_ - options_.lease + std::min(options_.lease / 3, kLongestClaimPause);
}

std::optional<Millis> Loop::time_to_next() const {
  const TimePoint now = clock_.now();
  TimePoint next = next_claim();
  if (!book_.due().empty()) next = std::min(next, std::get<0>(*book_.due().begin()));
  if (write_not_before_) next = std::min(next, *write_not_before_);
  if (book_.has_changes() && !write_not_before_) next = std::min(next, now + kLazyWrite);
  return std::max(Millis(0), next - now);
}

bool Loop::wait_for_work(const std::stop_token& stop, std::vector<Message>& messages) {
  std::unique_lock lock(inbox_mutex_);
  inbox_changed_.wait_for(lock, stop, *time_to_next(), [this] { return !inbox_.empty() || poked_; });
  poked_ = false;
  messages.swap(inbox_);
  return !messages.empty();
}

void Loop::run(const std::stop_token& stop) {
  std::vector<Message> messages;
  while (!stop.stop_requested()) {
    const bool idle = !wait_for_work(stop, messages);
    for (Message& message : messages) {
      std::visit([this](auto& what) { handle(what); }, message);
    }
    messages.clear();
    heed_clock();
    fire_timers();
    const bool store_rests = write_not_before_ && clock_.now() < *write_not_before_;
    if (store_rests) continue;
    renew_lease();
    dispatch();
    for (const std::string& id : touched_) {
      if (RunState* changed = book_.find(id)) settle_run(book_, *changed);
    }
    touched_.clear();
    const bool must = book_.has_urgent_changes() || !answers_.empty() || !outgoing_.empty();
    if (must || (idle && book_.has_changes())) write_changes();
  }
  if (book_.has_changes() || !answers_.empty()) write_changes();  // who asked is answered, whatever comes of it
}

void Loop::handle(OperationResult& result) {
  RunState* run = book_.find(result.run_id);
  if (run == nullptr || result.index >= run->tasks.size()) return;
  TaskState& task = run->tasks[result.index];
  if (task.attempt.number != result.attempt) return;  // of an attempt that is over
  task.busy = false;
  if (guard_on(Guard::final_once) && is_terminal(task.row.state)) return;
  touched_.insert(result.run_id);
  switch (result.kind) {
    case Operation::Kind::create: on_created(*run, result.index, *result.handle); break;
    case Operation::Kind::recover: on_recovered(*run, result.index, *result.handle); break;
    case Operation::Kind::get: on_status(*run, result.index, *result.status); break;
    case Operation::Kind::cancel: on_cancelled(*run, result.index, result); break;
  }
  if (std::exchange(task.woken, false) && is_in_flight(task.row.state)) {
    book_.set_due(*run, result.index, clock_.now());
  }
}

void Loop::handle(Woken& woken) {
  const std::size_t second = woken.key.rfind('.');
  const std::size_t first = second == std::string::npos ? second : woken.key.rfind('.', second - 1);
  if (first == std::string::npos) return;
  RunState* run = book_.find(woken.key.substr(0, first));
  if (run == nullptr) return;
  const std::size_t index = std::strtoul(woken.key.c_str() + first + 1, nullptr, 10);
  if (index >= run->tasks.size() || run->tasks[index].attempt.key != woken.key) return;
  TaskState& task = run->tasks[index];
  if (!is_in_flight(task.row.state)) return;
  if (task.busy) {
    task.woken = true;
  } else {
    book_.set_due(*run, index, clock_.now());
  }
}

void Loop::handle(Adopted& adopted) {
  // A claim may have found it first. What it has ordered and not yet written must not be forgotten.
  if (book_.find(adopted.run_id) != nullptr) return;
  auto detail = store_.get_run(adopted.run_id);
  if (!detail || is_terminal(detail->run.state) || detail->run.lease_epoch != epoch_) return;
  // Written under a clock that has been set back since, a wait could be one of years.
  for (TaskRecord& task : detail->tasks) {
    if (task.not_before) task.not_before = std::min(*task.not_before, clock_.now() + retry_rule_.longest);
  }
  book_.load(std::move(*detail));
  touched_.insert(adopted.run_id);
  open_runs_ = static_cast<int>(book_.size());
}

void Loop::handle(Asked& asked) {
  RunState* run = book_.find(asked.run_id);
  if (run == nullptr) {
    asked.answer->set_value(make_error(messages::kRunNotFound, {asked.run_id}));
    return;
  }
  Status status = asked.change(book_, *run);
  touched_.insert(asked.run_id);
  answers_.emplace_back(std::move(asked.answer), std::move(status));
}

/// Timers are wall times, as people read them: all would stand still for an hour when the clock is set back by
/// one. Looking too early costs nothing; moving them would move those, too, that were set since the jump.
void Loop::heed_clock() {
  const Millis offset = clock_.now().time_since_epoch() - clock_.steady();
  const Millis jump = offset - clock_offset_;
  if (jump < kClockJump && jump > -kClockJump) return;
  clock_offset_ = offset;
  book_.reset_timers(retry_rule_.longest);
  if (write_not_before_) write_not_before_ = clock_.now();
  lease_until_ = clock_.now();  // what the store says of it is in the old time
}

void Loop::fire_timers() {
  const TimePoint now = clock_.now();
  while (!book_.due().empty() && std::get<0>(*book_.due().begin()) <= now) {
    const auto [when, id, index] = *book_.due().begin();
    RunState& run = *book_.find(id);
    book_.set_due(run, index, std::nullopt);
    if (run.tasks[index].row.state == State::queued) {
      book_.make_ready_if_free(run, index);
    } else {
      look_at(run, index);
    }
    touched_.insert(id);
  }
}

void Loop::write_changes() {
  spi::RunBatch batch = book_.pending(epoch_);
  // What failed before may have happened all the same.
  batch.repeated = write_failures_ > 0;
  Status status;
  if (!batch.empty()) status = store_.apply(batch);
  if (!status && status.error().kind == ErrorKind::failed_precondition) {
    tell("write-refused", "", status.error().message());
    drop_fenced_runs();
    batch = book_.pending(epoch_);
    batch.repeated = write_failures_ > 0;
    status = batch.empty() ? Status() : store_.apply(batch);
  }
  if (!status) {
    // Nothing was started: keep everything and try again, under a new lease if ours is gone.
    if (status.error().kind == ErrorKind::failed_precondition) lease_until_ = clock_.now();
    const Millis wait = std::min(kLongestWriteRetry, kFirstWriteRetry * (1 << std::min(write_failures_++, 5)));
    write_not_before_ = clock_.now() + wait;
    for (auto& [answer, said] : answers_) {
      answer->set_value(make_error(messages::kStoreKeepsTrying, {status.error().message()}));
    }
    answers_.clear();
    return;
  }
  write_not_before_.reset();
  write_failures_ = 0;
  book_.committed();
  open_runs_ = static_cast<int>(book_.size());
  send_outgoing();
  for (auto& [answer, said] : answers_) answer->set_value(said);
  answers_.clear();
  {
    const std::lock_guard lock(written_mutex_);
    ++written_;
  }
  written_changed_.notify_all();
}

void Loop::send_outgoing() {
  for (Outgoing& out : outgoing_) {
    if (Lane* lane = lane_of(out.lane)) lane->post(std::move(out.operation));
  }
  outgoing_.clear();
}

void Loop::drop_fenced_runs() {
  for (const std::string& id : book_.run_ids()) {
    auto stored = store_.get_run_record(id);
    if (stored && stored->lease_epoch == epoch_ && !is_terminal(stored->state)) continue;
    if (!stored && stored.error().kind != ErrorKind::not_found) continue;
    const bool ended = stored && stored->lease_epoch == epoch_;
    if (!ended)
      tell("run-dropped", id, "another server has it now; what was not written by then is not written any more");
    book_.drop(id);
    std::erase_if(outgoing_, [&](const Outgoing& out) { return out.operation.run_id == id; });
  }
}

void Loop::renew_lease() {
  const TimePoint now = clock_.now();
  if (now < next_claim()) return;
  auto epoch = store_.claim_runs(options_.owner, now, now + options_.lease);
  if (!epoch) {
    write_not_before_ = now + kFirstWriteRetry;
    return;
  }
  lease_until_ = now + options_.lease;
  const bool new_epoch = epoch_.exchange(*epoch) != *epoch;
  if (new_epoch) tell("lease-over", "", "this server was silent for its lease; others may have its runs now");
  take_over(new_epoch);
  tell_left();
}

void Loop::take_over(bool new_epoch) {
  if (new_epoch) drop_fenced_runs();
  auto held = store_.held_runs(epoch_);
  if (!held) return;
  for (const std::string& id : *held) {
    if (book_.find(id) != nullptr) continue;
    Adopted adopted{id};
    handle(adopted);
    if (book_.find(id) != nullptr) tell("run-taken-over", id, "no server held it any more");
  }
}

/// Once for each: its tasks are where only that server can see them.
void Loop::tell_left() {
  auto left = store_.free_runs();
  if (!left) return;
  for (const RunRecord& run : *left) {
    if (run.place.empty() || run.place == options_.owner || !left_.insert(run.id).second) continue;
    tell("run-left", run.id,
         "no server holds it, but its tasks are on " + run.place + ": it waits for the server there");
  }
}

void Loop::tell(const char* event, const std::string& run, const std::string& text) const {
  if (options_.tell) options_.tell(event, run, text);
}

}  // namespace aiep::engine
