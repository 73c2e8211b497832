#include "adapters/template/template_backend.h"

#include <map>

#include "adapters/template/template_codec.h"
#include "core/base/messages/backend.h"

namespace aiep::template_backend {
namespace {

/// What the other system keeps of a job. A real backend holds a client here instead of jobs.
struct Job {
  std::string word;  ///< its own word for the state
  int exit_code = 0;
  TimePoint created{}, ended{};
};

class TemplateBackend final : public spi::Backend {
 public:
  explicit TemplateBackend(std::shared_ptr<const Clock> clock) : clock_(std::move(clock)) {}

  Result<std::string> create(const spi::TaskRequest& request) override {
    // The other system must refuse or find a second job of one name: derive the name from the key
    // alone. When an answer is lost, return outcome_unknown; the engine then calls recover().
    Job job{word_of_command(request.spec.command), exit_code_of_command(request.spec.command), clock_->now(), {}};
    if (job.word != "RUNNING") job.ended = job.created;
    jobs_.emplace(request.key, job);
    return request.key;
  }

  Result<std::string> recover(const std::string& key) override {
    // not_found only when the other system says so; when it cannot be reached, unavailable.
    if (!jobs_.contains(key)) return make_error(messages::kTaskUnknown, {key});
    return key;
  }

  Result<spi::TaskStatus> get(const std::string& handle) override {
    const auto found = jobs_.find(handle);
    if (found == jobs_.end()) return make_error(messages::kTaskUnknown, {handle});
    const Job& job = found->second;
    spi::TaskStatus status = status_of_word(job.word, job.exit_code);
    status.observed_at = clock_->now();
    status.started_at = job.created;
    if (job.word != "RUNNING") status.ended_at = job.ended;
    return status;
  }

  Result<spi::CancelOutcome> cancel(const std::string& handle) override {
    const auto found = jobs_.find(handle);
    if (found == jobs_.end()) return make_error(messages::kTaskUnknown, {handle});
    if (found->second.word == "RUNNING") {
      found->second.word = "STOPPED";
      found->second.ended = clock_->now();
    }
    return spi::CancelOutcome::done;
  }

  spi::BackendCapabilities capabilities() const override {
    spi::BackendCapabilities capabilities;
    capabilities.logs = false;  // true needs spi::LogSource beside spi::Backend
    return capabilities;
  }

 private:
  const std::shared_ptr<const Clock> clock_;
  std::map<std::string, Job> jobs_;
};

}  // namespace

std::shared_ptr<spi::Backend> make_template_backend(std::shared_ptr<const Clock> clock) {
  return std::make_shared<TemplateBackend>(std::move(clock));
}

}  // namespace aiep::template_backend
