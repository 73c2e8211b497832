#include "adapters/http_task/http_task_codec.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/base/messages/backend.h"

namespace aiep::http_task {
namespace {

using nlohmann::json;

struct Word {
  const char* word;
  spi::Phase phase;
};

constexpr std::array<Word, 6> kWords{{
    {"waiting", spi::Phase::pending},
    {"running", spi::Phase::running},
    {"stopping", spi::Phase::running},
    {"succeeded", spi::Phase::succeeded},
    {"failed", spi::Phase::failed},
    {"cancelled", spi::Phase::cancelled},
}};

spi::Phase phase_of(const std::string& word) {
  for (const Word& known : kWords) {
    if (word == known.word) return known.phase;
  }
  return spi::Phase::unknown;
}

/// Reads fields of an object; one that is missing or of another type spoils the whole.
class Fields {
 public:
  explicit Fields(const json& object) : object_(object), sound_(object.is_object()) {}

  bool sound() const { return sound_; }
  std::string text(const char* name) {
    const json* value = find(name);
    if (value == nullptr || !value->is_string()) return spoil<std::string>();
    return value->get<std::string>();
  }
  std::int64_t number(const char* name) {
    const json* value = find(name);
    if (value == nullptr || !value->is_number_integer()) return spoil<std::int64_t>();
    return value->get<std::int64_t>();
  }
  std::optional<std::int64_t> maybe_number(const char* name) {
    const json* value = find(name);
    if (value != nullptr && value->is_null()) return std::nullopt;
    return number(name);
  }

 private:
  const json* find(const char* name) {
    if (!object_.is_object()) return nullptr;
    const auto it = object_.find(name);
    return it == object_.end() ? nullptr : &*it;
  }
  template <class T>
  T spoil() {
    sound_ = false;
    return {};
  }

  const json& object_;
  bool sound_;
};

std::optional<int> small(std::optional<std::int64_t> number) {
  if (!number) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<TimePoint> time(std::optional<std::int64_t> ms) {
  if (!ms) return std::nullopt;
  return from_ms(*ms);
}

std::optional<TaskDocument> task_of(const json& object) {
  Fields fields(object);
  TaskDocument task;
  task.key = fields.text("key");
  task.uid = fields.text("uid");
  task.owner = fields.text("owner");
  task.generation = fields.number("generation");
  task.phase = fields.text("phase");
  task.reason = fields.text("reason");
  task.exit_code = small(fields.maybe_number("exit_code"));
  task.signal = small(fields.maybe_number("signal"));
  task.started_at = time(fields.maybe_number("started_at"));
  task.ended_at = time(fields.maybe_number("ended_at"));
  if (!fields.sound() || task.key.empty() || task.uid.empty()) return std::nullopt;
  return task;
}

bool contradicts_itself(const TaskDocument& task, spi::Phase phase) {
  const bool clean = task.exit_code.value_or(0) == 0 && task.signal.value_or(0) == 0;
  const bool told = task.exit_code.has_value() || task.signal.has_value();
  if (phase == spi::Phase::succeeded) return !clean || !told;
  if (phase == spi::Phase::failed) return clean && told;
  return false;
}

}  // namespace

std::optional<TaskDocument> read_task(const std::string& body) {
  return task_of(json::parse(body, nullptr, /*allow_exceptions=*/false));
}

std::optional<std::vector<TaskDocument>> read_list(const std::string& body) {
  const json document = json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object() || !document.contains("tasks") || !document["tasks"].is_array()) return std::nullopt;
  std::vector<TaskDocument> tasks;
  for (const json& object : document["tasks"]) {
    auto task = task_of(object);
    if (!task) return std::nullopt;
    tasks.push_back(std::move(*task));
  }
  return tasks;
}

std::optional<Refusal> read_refusal(const std::string& body) {
  const json document = json::parse(body, nullptr, /*allow_exceptions=*/false);
  Fields fields(document);
  Refusal refusal{fields.text("error"), ""};
  if (!fields.sound()) return std::nullopt;
  if (document.contains("key")) refusal.key = fields.text("key");
  return fields.sound() ? std::optional<Refusal>(refusal) : std::nullopt;
}

Result<std::string> write_create(const spi::TaskRequest& request, const std::string& owner, TimePoint valid_until) {
  json env = json::object(), files = json::array();
  for (const auto& [name, value] : request.spec.env) env[name] = value;
  env["AIEP_RUN_ID"] = request.run_id;
  env["AIEP_NODE"] = request.spec.title;
  env["AIEP_TASK_KEY"] = request.key;
  for (const spi::TaskFile& file : request.spec.files) {
    files.push_back({{"path", file.path}, {"content", file.content}, {"executable", file.executable}});
  }
  const json body{{"command", request.spec.command},
                  {"env", env},
                  {"files", files},
                  {"owner", owner},
                  {"valid_until", to_ms(valid_until)}};
  try {
    return body.dump();
  } catch (const json::exception&) {  // the only reason to throw: a text is not valid UTF-8
    return make_error(messages::kRemoteText, {request.spec.title});
  }
}

spi::TaskStatus status_of(const TaskDocument& task) {
  spi::TaskStatus status;
  status.phase = phase_of(task.phase);
  status.reason = task.reason;
  status.started_at = task.started_at;
  if (status.phase == spi::Phase::unknown) {
    status.reason = "the task server says `" + task.phase + "`, a word that is not known";
    return status;
  }
  if (contradicts_itself(task, status.phase)) {
    status.phase = spi::Phase::unknown;
    status.reason = "the task server says `" + task.phase + "`, which its own exit code contradicts";
    return status;
  }
  status.exit_code = task.exit_code;
  status.signal = task.signal;
  status.ended_at = task.ended_at;
  const bool unexplained = status.phase == spi::Phase::failed && status.reason.empty();
  if (unexplained) status.reason = "the task server says `failed`";
  return status;
}

bool has_ended(const TaskDocument& task) {
  const spi::Phase phase = status_of(task).phase;
  return phase == spi::Phase::succeeded || phase == spi::Phase::failed || phase == spi::Phase::cancelled;
}

std::string handle_of(const TaskDocument& task) { return task.key + "@" + task.uid; }

Handle parse_handle(const std::string& handle) {
  const std::size_t at = handle.rfind('@');
  if (at == std::string::npos) return {handle, ""};
  return {handle.substr(0, at), handle.substr(at + 1)};
}

}  // namespace aiep::http_task
