#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/base/duration.h"
#include "core/flow/convert.h"
#include "core/flow/yaml_reader.h"

namespace aiep::flow {
namespace {

bool only(const Value& with, std::initializer_list<std::string_view> keys) {
  return std::all_of(with.begin(), with.end(), [&](const Value& member) {
    return std::find(keys.begin(), keys.end(), member.key) != keys.end();
  });
}

/// DSS counts the wait in decimal hours; nullopt where that would not be exact.
std::optional<std::string> decimal_hours(std::string_view duration) {
  constexpr std::int64_t kHour = 3'600'000;
  const auto length = parse_duration(duration);
  if (!length) return std::nullopt;
  std::string out = std::to_string(length->count() / kHour);
  std::int64_t rest = length->count() % kHour;
  for (int digits = 0; rest != 0; ++digits) {
    if (digits == 6) return std::nullopt;
    if (digits == 0) out += '.';
    rest *= 10;
    out += static_cast<char>('0' + rest / kHour);
    rest %= kHour;
  }
  return out;
}

/// Python: the manifest that Prophecis's components read; the key's odd capitals are on the wire.
bool python_form(const Value& with, Maker& make, WireForm& form) {
  if (!only(with, {"source_code", "command", "image", "compute_resources", "storage", "meta_data"})) return false;
  Value* manifest = make.object();
  Value* script = make.put(manifest, "script", make.object());
  for (const char* key : {"source_code", "command"}) {
    if (const Value* value = with.find(key)) make.put(script, key, make.copy(*value));
  }
  make.put_rest(manifest, with, {"source_code", "command"});
  form.content = make.object();
  make.put(form.content, "ManiFest", manifest);
  return true;
}

bool command_form(const Value& with, Maker& make, WireForm& form) {
  const Value* run = with.find("run");
  if (run == nullptr || !run->is(Kind::string) || !only(with, {"run"})) return false;
  form.content = make.object();
  make.put(form.content, "code", make.copy(*run));
  return true;
}

bool data_checker_form(const Value& with, Maker& make, WireForm& form) {
  const Value* objects = with.find("objects");
  const Value* timeout = with.find("timeout");
  if (objects == nullptr || !objects->is(Kind::array) || objects->size == 0 || !only(with, {"objects", "timeout"})) {
    return false;
  }
  if (!std::all_of(objects->begin(), objects->end(), [](const Value& item) { return item.is(Kind::string); })) {
    return false;
  }
  const auto hours = timeout != nullptr ? decimal_hours(timeout->text) : std::nullopt;
  if (timeout != nullptr && !hours) return false;
  form.runtime = make.object();
  std::size_t index = 0;
  for (const Value& object : *objects) {
    const std::string suffix = index == 0 ? "" : "." + std::to_string(index);
    make.put(form.runtime, "check.object" + suffix, make.copy(object));
    ++index;
  }
  if (hours) make.put(form.runtime, "max.check.hours", *hours);
  return true;
}

}  // namespace

Value* with_of(const Value& node, const Node& read, Maker& make) {
  const Value* with = node.find("with");
  if (with == nullptr) return nullptr;
  const Value* source = source_of(node);
  if (source == nullptr || read.files.empty()) return make.copy(*with);
  Value* out = make.object();
  make.put(out, "source_code", read.files.back().content);
  make.put_rest(out, *with, {"source"});
  return out;
}

WireForm wire_form(const Value& node, const Node& read, Maker& make) {
  WireForm form;
  form.job_type = read.type;
  Value* with = with_of(node, read, make);
  const Value* options = with != nullptr ? with : make.object();
  bool said = false;
  if (read.type == "python") {
    form.job_type = "linkis.appconn.mlflow.python";
    said = python_form(*options, make, form);
  } else if (read.type == "command") {
    form.job_type = "linkis.shell.sh";
    said = command_form(*options, make, form);
  } else if (read.type == "data_checker") {
    form.job_type = "linkis.appconn.datachecker";
    said = data_checker_form(*options, make, form);
  }
  if (!said) form.with = with;
  return form;
}

}  // namespace aiep::flow
