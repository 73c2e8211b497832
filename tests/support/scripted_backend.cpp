#include "tests/support/scripted_backend.h"

#include <algorithm>

namespace aiep::test {
namespace {

Error nobody_there() { return Error{ErrorKind::unavailable, Code{1}, {"away"}, {}}; }

Error missing(const std::string& what) { return Error{ErrorKind::not_found, Code{1}, {what}, {}}; }

bool over(spi::Phase phase) {
  return phase == spi::Phase::succeeded || phase == spi::Phase::failed || phase == spi::Phase::cancelled;
}

}  // namespace

Result<std::string> ScriptedBackend::create(const spi::TaskRequest& request) {
  const std::lock_guard lock(mutex_);
  if (away_) return nobody_there();
  std::optional<CreateFault> fault;
  if (!create_faults_.empty()) {
    fault = create_faults_.front();
    create_faults_.erase(create_faults_.begin());
  }
  if (fault && !fault->created) return fault->error;
  if (!tasks_.contains(request.key)) {
    Task task;
    task.request = request;
    task.status.phase = at_once_.value_or(spi::Phase::running);
    tasks_.emplace(request.key, std::move(task));
    order_.push_back(request.key);
    if (at_once_ && wake_) wake_(request.key);
  }
  if (fault) return fault->error;
  return "h:" + request.key;
}

Result<std::string> ScriptedBackend::recover(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (away_) return nobody_there();
  if (!tasks_.contains(key)) return missing(key);
  return "h:" + key;
}

void ScriptedBackend::set_away(bool away) {
  const std::lock_guard lock(mutex_);
  away_ = away;
}

Result<spi::TaskStatus> ScriptedBackend::get(const std::string& handle) {
  const std::lock_guard lock(mutex_);
  if (!get_faults_.empty()) {
    Error error = get_faults_.front();
    get_faults_.erase(get_faults_.begin());
    return error;
  }
  auto it = tasks_.find(handle.substr(2));
  if (it == tasks_.end()) return missing(handle);
  return it->second.status;
}

Result<spi::CancelOutcome> ScriptedBackend::cancel(const std::string& handle) {
  const std::lock_guard lock(mutex_);
  auto it = tasks_.find(handle.substr(2));
  if (it == tasks_.end()) return missing(handle);
  ++it->second.cancels;
  if (over(it->second.status.phase)) return spi::CancelOutcome::done;
  if (cancel_ == spi::CancelOutcome::done) it->second.status.phase = spi::Phase::cancelled;
  return cancel_;
}

spi::BackendCapabilities ScriptedBackend::capabilities() const {
  spi::BackendCapabilities capabilities;
  capabilities.notifies = true;
  capabilities.logs = false;
  capabilities.max_parallel = slots_;
  return capabilities;
}

void ScriptedBackend::set_wakeup(std::function<void(std::string key)> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void ScriptedBackend::fail_create(CreateFault fault) {
  const std::lock_guard lock(mutex_);
  create_faults_.push_back(std::move(fault));
}

void ScriptedBackend::fail_get(Error error, int times) {
  const std::lock_guard lock(mutex_);
  get_faults_.insert(get_faults_.end(), static_cast<std::size_t>(times), error);
}

void ScriptedBackend::set_cancel(spi::CancelOutcome outcome) {
  const std::lock_guard lock(mutex_);
  cancel_ = outcome;
}

void ScriptedBackend::end_at_once(spi::Phase phase) {
  const std::lock_guard lock(mutex_);
  at_once_ = phase;
}

ScriptedBackend::Task* ScriptedBackend::newest(const std::string& title) {
  return const_cast<Task*>(std::as_const(*this).newest(title));
}

const ScriptedBackend::Task* ScriptedBackend::newest(const std::string& title) const {
  for (auto key = order_.rbegin(); key != order_.rend(); ++key) {
    const Task& task = tasks_.at(*key);
    if (task.request.spec.title == title) return &task;
  }
  return nullptr;
}

void ScriptedBackend::end(const std::string& title, spi::Phase phase, const std::string& reason) {
  const std::lock_guard lock(mutex_);
  Task* task = newest(title);
  if (task == nullptr) throw std::out_of_range("no task " + title);
  task->status.phase = phase;
  task->status.reason = reason;
  if (wake_) wake_(task->request.key);
}

void ScriptedBackend::forget(const std::string& title) {
  const std::lock_guard lock(mutex_);
  Task* task = newest(title);
  if (task == nullptr) throw std::out_of_range("no task " + title);
  const std::string key = task->request.key;
  std::erase(order_, key);
  tasks_.erase(key);
  if (wake_) wake_(key);
}

int ScriptedBackend::created(const std::string& title) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(std::count_if(tasks_.begin(), tasks_.end(),
                                        [&](const auto& entry) { return entry.second.request.spec.title == title; }));
}

int ScriptedBackend::cancels(const std::string& title) const {
  const std::lock_guard lock(mutex_);
  const Task* task = newest(title);
  return task == nullptr ? 0 : task->cancels;
}

Result<std::vector<spi::OwnedTask>> ScriptedBackend::list_owned() {
  const std::lock_guard lock(mutex_);
  if (away_) return nobody_there();
  std::vector<spi::OwnedTask> owned;
  for (const auto& [key, task] : tasks_) owned.push_back({key, "h:" + key, !over(task.status.phase)});
  return owned;
}

int ScriptedBackend::alive() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(
      std::count_if(tasks_.begin(), tasks_.end(), [](const auto& entry) { return !over(entry.second.status.phase); }));
}

spi::TaskRequest ScriptedBackend::request(const std::string& title) const {
  const std::lock_guard lock(mutex_);
  const Task* task = newest(title);
  if (task == nullptr) throw std::out_of_range("no task " + title);
  return task->request;
}

}  // namespace aiep::test
