#include "core/spi/task.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/messages/general.h"

namespace aiep::spi {

using nlohmann::json;

namespace {

// Written by hand: a plan encodes every node of a flow, and building a document first took longer
// than everything else about it.

void put_text(std::string& out, const std::string& text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F && c != '"' && c != '\\'; });
  if (plain) {
    out += '"';
    out += text;
    out += '"';
  } else {
    // Invalid UTF-8 in a script must not stop a run that only quotes it.
    out += json(text).dump(-1, ' ', false, json::error_handler_t::replace);
  }
}

void put_key(std::string& out, const std::string& key) {
  if (out.back() != '{') out += ',';
  put_text(out, key);
  out += ':';
}

void put(std::string& out, const std::string& key, const std::string& value) {
  put_key(out, key);
  put_text(out, value);
}

void put(std::string& out, const std::string& key, std::int64_t number) {
  put_key(out, key);
  out += std::to_string(number);
}

}  // namespace

std::string encode(const TaskSpec& spec) {
  std::string out = "{";
  put(out, "backend", spec.backend);
  put(out, "command", spec.command);
  if (spec.resources.cpu_milli) put(out, "cpu_milli", *spec.resources.cpu_milli);
  put_key(out, "env");
  out += '{';
  for (const auto& [name, value] : spec.env) put(out, name, value);
  out += '}';
  put_key(out, "files");
  out += '[';
  for (const TaskFile& file : spec.files) {
    out += out.back() == '[' ? "{" : ",{";
    put(out, "path", file.path);
    put(out, "content", file.content);
    put_key(out, "executable");
    out += file.executable ? "true}" : "false}";
  }
  out += ']';
  put(out, "gpu", spec.resources.gpu);
  if (spec.resources.memory_bytes) put(out, "memory_bytes", *spec.resources.memory_bytes);
  put(out, "payload", spec.payload);
  if (spec.timeout) put(out, "timeout_ms", spec.timeout->count());
  put(out, "title", spec.title);
  put(out, "type", spec.type);
  return out + "}";
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
