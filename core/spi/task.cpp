#include "core/spi/task.h"

#include <nlohmann/json.hpp>

#include "core/base/messages/general.h"

namespace aiep::spi {

using nlohmann::json;

std::string encode(const TaskSpec& spec) {
  json files = json::array();
  for (const TaskFile& file : spec.files) {
    files.push_back({{"path", file.path}, {"content", file.content}, {"executable", file.executable}});
  }
  json out{{"title", spec.title}, {"type", spec.type}, {"backend", spec.backend}, {"command", spec.command},
           {"files", files},      {"env", spec.env},   {"payload", spec.payload}, {"gpu", spec.resources.gpu}};
  if (spec.resources.cpu_milli) out["cpu_milli"] = *spec.resources.cpu_milli;
  if (spec.resources.memory_bytes) out["memory_bytes"] = *spec.resources.memory_bytes;
  if (spec.timeout) out["timeout_ms"] = spec.timeout->count();
  // Invalid UTF-8 in a script must not stop a run that only quotes it.
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<TaskSpec> decode_task(const std::string& text) {
  const json in = json::parse(text, nullptr, false);
  if (!in.is_object()) return make_error(messages::kInternal, {"a stored task is not a JSON object"});
  try {
    TaskSpec spec;
    spec.title = in.at("title");
    spec.type = in.at("type");
    spec.backend = in.at("backend");
    spec.command = in.at("command");
    spec.payload = in.at("payload");
    spec.env = in.at("env").get<std::map<std::string, std::string>>();
    for (const json& file : in.at("files")) {
      spec.files.push_back({file.at("path"), file.at("content"), file.at("executable")});
    }
    spec.resources.gpu = in.at("gpu");
    if (in.contains("cpu_milli")) spec.resources.cpu_milli = in["cpu_milli"].get<std::int64_t>();
    if (in.contains("memory_bytes")) spec.resources.memory_bytes = in["memory_bytes"].get<std::int64_t>();
    if (in.contains("timeout_ms")) spec.timeout = Millis(in["timeout_ms"].get<std::int64_t>());
    return spec;
  } catch (const json::exception& e) {
    return make_error(messages::kInternal, {std::string("a stored task cannot be read: ") + e.what()});
  }
}

}  // namespace aiep::spi
