#include "core/engine/subrun_backend.h"

#include <nlohmann/json.hpp>

#include "core/base/messages/engine.h"
#include "core/base/messages/general.h"

namespace aiep::engine {
namespace {

using nlohmann::json;

constexpr int kDeepest = 8;

std::string key_of(const std::string& task_key) { return "node:" + task_key; }

std::string text(const json& payload, const char* name) {
  auto it = payload.find(name);
  return it != payload.end() && it->is_string() ? it->get<std::string>() : std::string();
}

spi::Phase phase_of(State state) {
  switch (state) {
    case State::succeeded: return spi::Phase::succeeded;
    case State::failed:
    case State::lost: return spi::Phase::failed;
    case State::cancelled: return spi::Phase::cancelled;
    case State::queued: return spi::Phase::pending;
    case State::waiting_for_data: return spi::Phase::waiting_for_data;
    case State::unknown: return spi::Phase::unknown;
    default: return spi::Phase::running;
  }
}

class SubrunBackend final : public spi::Backend {
 public:
  explicit SubrunBackend(Service& service) : service_(service) {}

  Result<std::string> create(const spi::TaskRequest& request) override {
    const json payload = json::parse(request.spec.payload, nullptr, false);
    if (!payload.is_object()) return make_error(messages::kInternal, {"an experiment node without a payload"});
    auto outer = service_.store().get_run_record(request.run_id);
    if (!outer) return std::move(outer).error();
    if (Status status = check_depth(*outer); !status) return std::move(status).error();
    RunRequest inner;
    inner.key = key_of(request.key);
    inner.parent_key = request.key;
    inner.experiment_id = text(payload, "experiment");
    inner.version = version_number(text(payload, "version"));
    if (payload.contains("variables") && payload["variables"].is_object()) {
      for (const auto& [name, value] : payload["variables"].items()) {
        inner.variables[name] = value.is_string() ? value.get<std::string>() : value.dump();
      }
    }
    inner.date = outer->run_date;
    inner.zone = outer->zone;
    inner.backend = outer->backend;
    inner.policy = outer->policy;
    inner.submitter = outer->submitter;
    auto accepted = service_.start_run(inner, nullptr);
    if (!accepted) return std::move(accepted).error();
    return accepted->id;
  }

  Result<std::string> recover(const std::string& key) override { return service_.store().find_run_by_key(key_of(key)); }

  Result<spi::TaskStatus> get(const std::string& handle) override {
    auto inner = service_.store().get_run_record(handle);
    if (!inner) return std::move(inner).error();
    spi::TaskStatus status;
    status.phase = phase_of(inner->state);
    status.reason = "run " + handle + (inner->reason.empty() ? "" : ": " + inner->reason);
    status.started_at = inner->started_at;
    status.ended_at = inner->ended_at;
    return status;
  }

  Result<spi::CancelOutcome> cancel(const std::string& handle) override {
    Status status = service_.stop_run(handle, "outer run", "the run that contains it was cancelled");
    if (status) return spi::CancelOutcome::accepted;
    if (status.error().code == messages::kRunAlreadyOver) return spi::CancelOutcome::done;
    return std::move(status).error();
  }

  spi::BackendCapabilities capabilities() const override {
    spi::BackendCapabilities capabilities;
    capabilities.logs = false;
    return capabilities;
  }

 private:
  Status check_depth(RunRecord run) {
    for (int depth = 1; !run.parent_key.empty(); ++depth) {
      if (depth >= kDeepest) return make_error(messages::kNestedTooDeep, {std::to_string(kDeepest)});
      auto outer = service_.store().get_run_record(run.parent_key.substr(0, run.parent_key.find('.')));
      if (!outer) return std::move(outer).error();
      run = std::move(*outer);
    }
    return {};
  }

  Service& service_;
};

}  // namespace

std::shared_ptr<spi::Backend> make_subrun_backend(Service& service) { return std::make_shared<SubrunBackend>(service); }

}  // namespace aiep::engine
