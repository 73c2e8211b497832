#include "adapters/mock/mock_backend.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <set>

#include "adapters/mock/script.h"
#include "core/base/messages/backend.h"

namespace aiep::mock {
namespace {

constexpr const char* kPrefix = "mock-";

struct Task {
  Script script;
  std::string title;
  TimePoint started{};
  std::optional<TimePoint> cancelled;
  int looks = 0;
};

class MockBackend final : public spi::Backend, public spi::LogSource, public spi::OwnedLister {
 public:
  MockBackend(std::shared_ptr<const Clock> clock, MockOptions options)
      : clock_(std::move(clock)), options_(std::move(options)) {
    remember_former();
  }

  Result<std::string> create(const spi::TaskRequest& request) override {
    const std::string handle = kPrefix + request.key;
    if (tasks_.contains(handle)) return handle;
    const auto word = request.spec.env.find("MOCK");
    auto script = parse_script(word == request.spec.env.end() ? "" : word->second);
    if (!script) return std::move(script).error();
    if (script->lost_request && lost_requests_.insert(request.key).second) {
      return make_error(messages::kMockLostReply, {request.key});
    }
    tasks_[handle] = {*script, request.spec.title, clock_->now(), std::nullopt, 0};
    write_down(handle, word == request.spec.env.end() ? "" : word->second);
    if (is_over(script->end) && script->delay == Millis(0)) wake(request.key);
    if (script->lost_reply) return make_error(messages::kMockLostReply, {request.key});
    return handle;
  }

  Result<std::string> recover(const std::string& key) override {
    const std::string handle = kPrefix + key;
    if (!tasks_.contains(handle)) return make_error(messages::kTaskUnknown, {key});
    return handle;
  }

  Result<spi::TaskStatus> get(const std::string& handle) override {
    auto found = tasks_.find(handle);
    if (found == tasks_.end()) return make_error(messages::kTaskUnknown, {handle});
    Task& task = found->second;
    const int look = task.looks++;
    if (look < task.script.away) return make_error(messages::kMockAway, {handle});
    if (look < task.script.away + task.script.unknown_word) {
      spi::TaskStatus status;
      status.reason = "the backend says `Pondering`, a word that is not known";
      status.observed_at = clock_->now();
      return status;
    }
    return status_of(task);
  }

  Result<spi::CancelOutcome> cancel(const std::string& handle) override {
    auto found = tasks_.find(handle);
    if (found == tasks_.end()) return make_error(messages::kTaskUnknown, {handle});
    Task& task = found->second;
    if (ended_at(task)) return spi::CancelOutcome::done;
    if (!task.cancelled) task.cancelled = clock_->now();
    return ended_at(task) ? spi::CancelOutcome::done : spi::CancelOutcome::accepted;
  }

  spi::BackendCapabilities capabilities() const override {
    spi::BackendCapabilities capabilities;
    capabilities.notifies = true;
    return capabilities;
  }

  void set_wakeup(std::function<void(std::string key)> wake) override {
    const std::lock_guard lock(wake_mutex_);
    wake_ = std::move(wake);
  }

  Result<spi::LogChunk> read_log(const std::string& handle, std::uint64_t offset, std::size_t limit) override {
    auto found = tasks_.find(handle);
    if (found == tasks_.end()) return make_error(messages::kTaskUnknown, {handle});
    const bool over = ended_at(found->second).has_value();
    const std::string text = "mock task `" + found->second.title + "` began\n" + (over ? "it has ended\n" : "");
    spi::LogChunk chunk;
    chunk.text = text.substr(std::min<std::size_t>(offset, text.size()), limit);
    chunk.next_offset = offset + chunk.text.size();
    chunk.complete = over && chunk.next_offset >= text.size();
    return chunk;
  }

  Result<std::vector<spi::OwnedTask>> list_owned() override {
    std::vector<spi::OwnedTask> owned;
    for (const auto& [handle, task] : tasks_) {
      if (!ended_at(task)) owned.push_back({handle.substr(std::string(kPrefix).size()), handle, true});
    }
    return owned;
  }

 private:
  static bool is_over(Script::End end) { return end != Script::End::hang; }

  /// When it ended, by script or by a cancel that came earlier; nullopt = it goes on.
  std::optional<TimePoint> ended_at(const Task& task) const {
    std::optional<TimePoint> end;
    if (is_over(task.script.end)) end = task.started + task.script.delay;
    if (by_cancel(task)) end = *task.cancelled + task.script.slow_cancel;
    if (end && *end > clock_->now()) return std::nullopt;
    return end;
  }

  bool by_cancel(const Task& task) const {
    if (!task.cancelled || task.script.deaf) return false;
    return !is_over(task.script.end) || *task.cancelled + task.script.slow_cancel < task.started + task.script.delay;
  }

  spi::TaskStatus status_of(const Task& task) const {
    spi::TaskStatus status;
    status.observed_at = clock_->now();
    status.started_at = task.started;
    status.ended_at = ended_at(task);
    if (!status.ended_at) {
      status.phase = task.script.waits_for_data ? spi::Phase::waiting_for_data : spi::Phase::running;
      if (task.script.waits_for_data) status.reason = "missing: what the script says";
      status.next_look = task.cancelled && !task.script.deaf ? *task.cancelled + task.script.slow_cancel
                                                             : task.started + task.script.delay;
      if (!is_over(task.script.end) || *status.next_look <= clock_->now()) status.next_look.reset();
      return status;
    }
    if (by_cancel(task) || task.script.end == Script::End::cancelled) {
      status.phase = spi::Phase::cancelled;
      status.reason = by_cancel(task) ? "cancelled" : "cancelled as its script says";
    } else if (task.script.end == Script::End::succeed) {
      status.phase = spi::Phase::succeeded;
      status.exit_code = 0;
    } else {
      status.phase = spi::Phase::failed;
      status.signal = task.script.signal;
      if (!status.signal) status.exit_code = task.script.exit_code;
      status.reason = status.signal ? "killed by signal " + std::to_string(*status.signal)
                                    : "exit code " + std::to_string(task.script.exit_code);
    }
    return status;
  }

  void wake(const std::string& key) {
    const std::lock_guard lock(wake_mutex_);
    if (wake_) wake_(key);
  }

  /// One line per task: handle, start, script. Titles are for logs only and not kept.
  void write_down(const std::string& handle, const std::string& script) {
    if (options_.state_file.empty()) return;
    std::ofstream(options_.state_file, std::ios::app)
        << handle << ' ' << to_ms(clock_->now()) << ' ' << (script.empty() ? "succeed" : script) << '\n';
  }

  void remember_former() {
    std::ifstream file(options_.state_file);
    std::string handle, script;
    std::int64_t started = 0;
    while (file >> handle >> started >> script) {
      if (auto parsed = parse_script(script)) tasks_[handle] = {*parsed, "", from_ms(started), std::nullopt, 0};
    }
  }

  const std::shared_ptr<const Clock> clock_;
  const MockOptions options_;
  std::map<std::string, Task> tasks_;
  std::set<std::string> lost_requests_;
  std::mutex wake_mutex_;
  std::function<void(std::string key)> wake_;
};

}  // namespace

std::shared_ptr<spi::Backend> make_mock_backend(std::shared_ptr<const Clock> clock, MockOptions options) {
  return std::make_shared<MockBackend>(std::move(clock), std::move(options));
}

}  // namespace aiep::mock
