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

/// DSS counts the wait in decimal hours, at most 24; nullopt where that would not say the same.
std::optional<std::string> decimal_hours(const Value& duration) {
  constexpr std::int64_t kHour = 3'600'000;
  const auto length = parse_duration(duration.text);
  if (!length || length->count() <= 0 || length->count() > 24 * kHour) return std::nullopt;
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

/// Whole seconds only: readers there raise a shorter period.
std::optional<std::string> milliseconds(const Value& duration) {
  const auto length = parse_duration(duration.text);
  if (!length || length->count() < 1000) return std::nullopt;
  return std::to_string(length->count());
}

/// DSS removes all blanks from a value.
bool plain_text(const Value& value) { return value.is(Kind::string) && value.text.find(' ') == value.text.npos; }

std::string numbered(const char* key, std::size_t index) {
  if (index == 0) return key;
  return std::string(key) + (index < 10 ? ".0" : ".") + std::to_string(index);
}

/// Python: the manifest that Prophecis's components read; the key's odd capitals are on the wire.
bool python_form(const Value& with, Maker& make, WireForm& form) {
  if (with.size == 0 || !only(with, {"source_code", "command", "image"})) return false;
  Value* manifest = make.object();
  Value* script = make.put(manifest, "script", make.object());
  for (const char* key : {"source_code", "command"}) {
    if (const Value* value = with.find(key)) make.put(script, key, make.copy(*value));
  }
  if (const Value* image = with.find("image")) make.put(manifest, "image", make.copy(*image));
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
  if (objects == nullptr || !objects->is(Kind::array) || objects->size == 0) return false;
  if (!std::all_of(objects->begin(), objects->end(), plain_text)) return false;
  if (!only(with, {"objects", "timeout", "poll", "source"})) return false;
  const Value* timeout = with.find("timeout");
  const Value* poll = with.find("poll");
  const Value* source = with.find("source");
  const auto hours = timeout != nullptr ? decimal_hours(*timeout) : std::nullopt;
  const auto period = poll != nullptr ? milliseconds(*poll) : std::nullopt;
  if ((timeout != nullptr && !hours) || (poll != nullptr && !period) || (source != nullptr && !plain_text(*source))) {
    return false;
  }
  form.runtime = make.object();
  std::size_t index = 0;
  for (const Value& object : *objects) {
    make.put(form.runtime, numbered("check.object", index), make.copy(object));
    if (source != nullptr) make.put(form.runtime, numbered("source.type", index), make.copy(*source));
    ++index;
  }
  if (hours) make.put(form.runtime, "max.check.hours", *hours);
  if (period) make.put(form.runtime, "query.frequency", *period);
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
  const struct {
    const char* type;
    const char* job_type;
    bool (*say)(const Value& with, Maker& make, WireForm& form);
  } known[] = {{"python", "linkis.appconn.mlflow.python", python_form},
               {"command", "linkis.shell.sh", command_form},
               {"data_checker", "linkis.appconn.datachecker", data_checker_form}};
  WireForm form;
  form.job_type = read.type;
  Value* with = with_of(node, read, make);
  if (with == nullptr) return form;
  for (const auto& entry : known) {
    if (read.type != entry.type || !entry.say(*with, make, form)) continue;
    form.job_type = entry.job_type;
    return form;
  }
  form.with = with;  // stays our own type, which reads its options
  return form;
}

}  // namespace aiep::flow
