#include "adapters/http_task/http_task_backend.h"

#include <algorithm>
#include <map>

#include "adapters/http_task/http_task_client.h"
#include "core/base/messages/backend.h"

namespace aiep::http_task {
namespace {

/// The server's clock may differ from ours by so much.
constexpr Millis kClockMargin{1'000};

class HttpTaskBackend final : public spi::Backend, public spi::LogSource, public spi::OwnedLister {
 public:
  HttpTaskBackend(Options options, std::shared_ptr<const Clock> clock)
      : options_(std::move(options)), clock_(std::move(clock)), client_(options_.base_url, options_.timeout) {}

  Result<std::string> create(const spi::TaskRequest& request) override {
    const TimePoint valid_until = clock_->now() + options_.timeout;
    auto body = write_create(request, options_.owner, valid_until);
    if (!body) return std::move(body).error();
    auto task = client_.create(request.key, *body);
    if (task) {
      under_way_.erase(request.key);
      return handle_of(*task);
    }
    if (task.error().kind == ErrorKind::outcome_unknown) under_way_[request.key] = valid_until + kClockMargin;
    return std::move(task).error();
  }

  Result<std::string> recover(const std::string& key) override {
    auto task = client_.show(key);
    if (task) {
      // A handle is kept for long, so it does not rest on a single answer, which may be an old one.
      const auto again = client_.show(key);
      const bool agreed = again && again->uid == task->uid;
      if (!agreed) return make_error(messages::kRemoteAway, {options_.base_url, "two answers do not agree"});
      under_way_.erase(key);
      return handle_of(*task);
    }
    // An order of ours may still be on its way: until it is too late for it, "there is none" proves nothing.
    const auto sent = under_way_.find(key);
    const bool may_come = sent != under_way_.end() && clock_->now() <= sent->second;
    if (task.error().kind == ErrorKind::not_found) {
      if (may_come) return make_error(messages::kRemoteAway, {options_.base_url, "an order is still under way"});
      under_way_.erase(key);
    }
    return std::move(task).error();
  }

  Result<spi::TaskStatus> get(const std::string& text) override {
    const Handle handle = parse_handle(text);
    auto task = client_.show(handle.key);
    if (!task) return std::move(task).error();
    // Another object under our key. Either this answer is old or our handle is: the engine recovers.
    if (task->uid != handle.uid) return make_error(messages::kTaskUnknown, {text});
    spi::TaskStatus status = status_of(*task);
    std::int64_t& newest = newest_[text];
    if (task->generation < newest) {
      status = {};
      status.reason = "the task server gave an answer that is older than the one before";
    }
    newest = std::max(newest, task->generation);
    if (has_ended(*task)) newest_.erase(text);
    status.observed_at = clock_->now();
    return status;
  }

  Result<spi::CancelOutcome> cancel(const std::string& text) override {
    const Handle handle = parse_handle(text);
    auto task = client_.cancel(handle.key, handle.uid);
    if (!task) return std::move(task).error();
    if (task->uid != handle.uid) return spi::CancelOutcome::unknown;
    return has_ended(*task) ? spi::CancelOutcome::done : spi::CancelOutcome::accepted;
  }

  spi::BackendCapabilities capabilities() const override { return {}; }

  Result<spi::LogChunk> read_log(const std::string& handle, std::uint64_t offset, std::size_t limit) override {
    return client_.log(parse_handle(handle), offset, limit);
  }

  Result<std::vector<spi::OwnedTask>> list_owned() override {
    auto tasks = client_.list(options_.owner);
    if (!tasks) return std::move(tasks).error();
    std::vector<spi::OwnedTask> owned;
    for (const TaskDocument& task : *tasks) owned.push_back({task.key, handle_of(task), !has_ended(task)});
    return owned;
  }

 private:
  const Options options_;
  const std::shared_ptr<const Clock> clock_;
  const TaskClient client_;
  std::map<std::string, TimePoint> under_way_;  ///< key → until when a lost create may still arrive
  std::map<std::string, std::int64_t> newest_;  ///< handle → highest generation seen of an open task
};

}  // namespace

std::shared_ptr<spi::Backend> make_http_task_backend(Options options, std::shared_ptr<const Clock> clock) {
  return std::make_shared<HttpTaskBackend>(std::move(options), std::move(clock));
}

}  // namespace aiep::http_task
