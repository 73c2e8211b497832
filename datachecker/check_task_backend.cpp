#include "datachecker/check_task_backend.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/messages/checker.h"
#include "core/base/messages/general.h"
#include "datachecker/object.h"

namespace aiep::check {
namespace {

using nlohmann::json;

constexpr Millis kDefaultPoll{5'000};
constexpr Millis kShortestPoll{50};
/// Memory only saves looks, so it may be dropped whole when it grows past this.
constexpr std::size_t kMostRemembered = 10'000;

/// What a handle says.
struct Check {
  std::vector<spi::ObjectQuestion> questions;
  std::string data_dir;
  Millis poll = kDefaultPoll;
  std::optional<TimePoint> deadline;
};

Error unreadable(const std::string& why) { return make_error(messages::kCheckPayload, {why}); }

/// Both the payload and the handle hold objects, rung and poll_ms.
Status read_questions(const json& in, Check& check) {
  const std::string word = in.value("rung", "exists");
  const std::optional<spi::Rung> rung = rung_from(word);
  if (!rung) return unreadable("rung `" + word + "` is not known");
  check.poll = std::max(Millis(in.value("poll_ms", kDefaultPoll.count())), kShortestPoll);
  for (const json& object : in.at("objects")) {
    auto question = parse_object(object.get_ref<const std::string&>());
    if (!question) return std::move(question).error();
    question->rung = *rung;
    check.questions.push_back(std::move(*question));
  }
  if (check.questions.empty()) return unreadable("it names no objects");
  return {};
}

Result<Check> read_handle(const std::string& handle) {
  const json in = json::parse(handle, nullptr, false);
  if (!in.is_object()) return unreadable("the handle is no JSON object");
  try {
    Check check;
    if (Status status = read_questions(in, check); !status) return std::move(status).error();
    check.data_dir = in.at("data_dir");
    if (in.contains("deadline_ms")) check.deadline = from_ms(in["deadline_ms"].get<std::int64_t>());
    return check;
  } catch (const json::exception& e) {
    return unreadable(e.what());
  }
}

void append(std::string& list, const std::string& item, const char* separator) {
  if (!list.empty()) list += separator;
  list += item;
}

/// The answers of one look, put together. Texts name objects in the order of the question.
struct Findings {
  std::string missing, trouble, refused, arrived;
};

Findings sort_out(const Check& check, const Result<std::vector<spi::ObjectAnswer>>& answers) {
  Findings found;
  if (!answers) {
    found.trouble = answers.error().message();
    return found;
  }
  for (std::size_t i = 0; i < check.questions.size(); ++i) {
    const std::string name = to_text(check.questions[i]);
    const spi::ObjectAnswer answer = i < answers->size() ? (*answers)[i] : spi::ObjectAnswer{};
    switch (answer.verdict) {
      case spi::Verdict::present: append(found.arrived, name + " (" + answer.evidence + ")", "; "); break;
      case spi::Verdict::absent: append(found.missing, answer.missing.empty() ? name : answer.missing, "; "); break;
      case spi::Verdict::unknown: append(found.trouble, name + ": " + answer.evidence, "; "); break;
      case spi::Verdict::refused: append(found.refused, name + ": " + answer.evidence, "; "); break;
    }
  }
  return found;
}

spi::TaskStatus judge(const Check& check, const Findings& found, TimePoint now) {
  spi::TaskStatus status;
  status.observed_at = now;
  std::string open = found.missing.empty() ? "" : "missing: " + found.missing;
  if (!found.trouble.empty()) append(open, "cannot be told now: " + found.trouble, "; ");
  const bool overdue = check.deadline && now >= *check.deadline;
  if (!found.refused.empty()) {
    status.phase = spi::Phase::failed;
    status.reason = "can never arrive: " + found.refused;
  } else if (open.empty()) {
    status.phase = spi::Phase::succeeded;
    status.reason = std::string("arrived by rung ") + to_string(check.questions.front().rung) + ": " + found.arrived;
  } else if (overdue) {
    status.phase = spi::Phase::failed;
    status.reason = "time limit over; " + open;
  } else {
    status.phase = found.missing.empty() ? spi::Phase::unknown : spi::Phase::waiting_for_data;
    status.reason = std::move(open);
    status.next_look = now + check.poll;
    if (check.deadline) status.next_look = std::min(*status.next_look, *check.deadline);
  }
  return status;
}

class CheckTaskBackend final : public spi::Backend {
 public:
  CheckTaskBackend(SourceFactory factory, std::shared_ptr<const Clock> clock)
      : factory_(std::move(factory)), clock_(std::move(clock)) {}

  Result<std::string> create(const spi::TaskRequest& request) override {
    const json payload = json::parse(request.spec.payload, nullptr, false);
    if (!payload.is_object()) return unreadable("it is no JSON object");
    if (request.data_dir.empty()) return make_error(messages::kCheckNoWarehouse);
    try {
      Check check;
      if (Status status = read_questions(payload, check); !status) return std::move(status).error();
      json handle{{"key", request.key},
                  {"objects", json::array()},
                  {"rung", to_string(check.questions.front().rung)},
                  {"poll_ms", check.poll.count()},
                  {"data_dir", request.data_dir},
                  {"started_ms", to_ms(request.started_at)}};
      for (const spi::ObjectQuestion& question : check.questions) handle["objects"].push_back(to_text(question));
      if (request.deadline) handle["deadline_ms"] = to_ms(*request.deadline);
      std::string text = handle.dump(-1, ' ', false, json::error_handler_t::replace);
      if (text.size() <= kLargestHandle) return text;
      return make_error(messages::kCheckTooLarge, {std::to_string(text.size()), std::to_string(check.questions.size()),
                                                   std::to_string(kLargestHandle)});
    } catch (const json::exception& e) {
      return unreadable(e.what());
    }
  }

  Result<std::string> recover(const std::string& key) override { return make_error(messages::kCheckNotKept, {key}); }

  Result<spi::TaskStatus> get(const std::string& handle) override {
    const TimePoint now = clock_->now();
    if (cancelled_.contains(handle)) {
      spi::TaskStatus status;
      status.phase = spi::Phase::cancelled;
      status.reason = "stopped waiting";
      status.observed_at = now;
      return status;
    }
    if (auto it = waiting_.find(handle); it != waiting_.end() && now < *it->second.next_look) return it->second;
    auto check = read_handle(handle);
    if (!check) return std::move(check).error();
    spi::TaskStatus status = judge(*check, sort_out(*check, factory_(check->data_dir)->ask(check->questions)), now);
    remember(handle, status);
    return status;
  }

  Result<spi::CancelOutcome> cancel(const std::string& handle) override {
    if (cancelled_.size() >= kMostRemembered) cancelled_.clear();
    cancelled_.insert(handle);
    waiting_.erase(handle);
    return spi::CancelOutcome::done;
  }

  spi::BackendCapabilities capabilities() const override {
    spi::BackendCapabilities capabilities;
    capabilities.logs = false;
    capabilities.recover = false;
    return capabilities;
  }

 private:
  void remember(const std::string& handle, const spi::TaskStatus& status) {
    if (!status.next_look) {
      waiting_.erase(handle);
      return;
    }
    if (waiting_.size() >= kMostRemembered) waiting_.clear();
    waiting_[handle] = status;
  }

  SourceFactory factory_;
  std::shared_ptr<const Clock> clock_;
  std::map<std::string, spi::TaskStatus> waiting_;
  std::set<std::string> cancelled_;
};

}  // namespace

std::shared_ptr<spi::Backend> make_check_backend(SourceFactory factory, std::shared_ptr<const Clock> clock) {
  return std::make_shared<CheckTaskBackend>(std::move(factory), std::move(clock));
}

}  // namespace aiep::check
