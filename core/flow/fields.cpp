#include <algorithm>
#include <charconv>

#include "core/base/catalogue.h"
#include "core/base/duration.h"
#include "core/base/messages/flow.h"
#include "core/flow/draft.h"
#include "core/model/quantity.h"

namespace aiep::flow {
namespace {

bool is_control(unsigned char c) { return c < 0x20 || c == 0x7F; }

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_env_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

std::optional<std::int64_t> read_whole(const Value& value, std::int64_t highest) {
  std::int64_t number = -1;
  if (value.kind != Kind::number) return std::nullopt;
  const auto [end, fault] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
  if (fault != std::errc() || end != value.text.data() + value.text.size()) return std::nullopt;
  return number >= 0 && number <= highest ? std::optional(number) : std::nullopt;
}

void read_env(const Value& env, const std::string& path, Node& node, Report& report) {
  if (!expect(env, Kind::object, path, report)) return;
  for (const Value& member : env) {
    const std::string where = member_path(path, member.key);
    if (!is_env_name(member.key)) {
      report.error(messages::kFlowEnvName, {std::string(member.key)}, member.key_at, where);
    } else if (auto text = read_text(member, where, report)) {
      node.env[std::string(member.key)] = *text;
    }
  }
}

void read_resources(const Value& resources, const std::string& path, Node& node, Report& report) {
  if (!expect(resources, Kind::object, path, report)) return;
  check_keys(resources, {"cpu", "memory", "gpu"}, path, report);
  const auto quantity = [&](const char* key, auto parse, auto& target) {
    const Value* value = resources.find(key);
    if (value == nullptr) return;
    const auto number = value->is_scalar() ? parse(value->text) : std::nullopt;
    if (number && *number > 0) {
      target = number;
    } else {
      const std::string shown = value->is_scalar() ? std::string(value->text) : to_string(value->kind);
      report.error(messages::kFlowQuantity, {key, shown}, value->at, member_path(path, key));
    }
  };
  quantity("cpu", parse_cpu, node.resources.cpu_milli);
  quantity("memory", parse_memory, node.resources.memory_bytes);
  if (const Value* gpu = resources.find("gpu")) {
    const auto number = read_whole(*gpu, 4096);
    if (number)
      node.resources.gpu = *number;
    else
      report.error(messages::kFlowWhole, {"gpu", "0", "4096"}, gpu->at, member_path(path, "gpu"));
  }
}

}  // namespace

std::optional<std::string> read_text(const Value& value, const std::string& path, Report& report) {
  if (value.is_scalar()) return std::string(value.text);
  report.error(messages::kFlowShape, {to_string(Kind::string), to_string(value.kind)}, value.at, path);
  return std::nullopt;
}

std::optional<std::string> read_text(const Value& object, std::string_view key, const std::string& path,
                                     Report& report) {
  const Value* value = object.find(key);
  return value == nullptr ? std::nullopt : read_text(*value, member_path(path, key), report);
}

bool check_name(std::string_view name, const std::string& field, Spot at, const std::string& path, Report& report) {
  if (name.find_first_not_of(" \t") == std::string_view::npos) {
    report.error(messages::kFlowBlank, {field}, at, path);
  } else if (std::any_of(name.begin(), name.end(), [](char c) { return is_control(static_cast<unsigned char>(c)); })) {
    report.error(messages::kFlowNameControl, {field}, at, path);
  } else if (const std::size_t length = characters(name); length > kMaxNameCharacters) {
    report.error(messages::kFlowNameLong, {field, std::to_string(length), std::to_string(kMaxNameCharacters)}, at,
                 path);
  } else {
    return true;
  }
  return false;
}

bool expect(const Value& value, Kind kind, const std::string& path, Report& report) {
  if (value.kind == kind) return true;
  report.error(messages::kFlowShape, {to_string(kind), to_string(value.kind)}, value.at, path);
  return false;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() < 3 || word.size() > 64) return {};
  std::vector<std::string> similar;
  for (const std::string& candidate : candidates) {
    if (candidate.size() <= word.size() + 2 && word.size() <= candidate.size() + 2) similar.push_back(candidate);
  }
  return nearest(word, similar);
}

void check_keys(const Value& object, std::initializer_list<std::string_view> allowed, const std::string& path,
                Report& report) {
  for (const Value& member : object) {
    if (std::find(allowed.begin(), allowed.end(), member.key) != allowed.end()) continue;
    const std::string key(member.key);
    const std::string near = report.crowded() ? "" : suggestion(key, {allowed.begin(), allowed.end()});
    report.error(near.empty() ? messages::kFlowKeyUnknown : messages::kFlowKeyUnknownNear, {key, near}, member.key_at,
                 member_path(path, key));
  }
}

void read_node_settings(const Value& object, const std::string& path, Node& node, Report& report) {
  if (const Value* env = object.find("env")) read_env(*env, member_path(path, "env"), node, report);
  if (const Value* retries = object.find("retries")) {
    const auto number = read_whole(*retries, kMaxRetries);
    if (number)
      node.retries = static_cast<int>(*number);
    else
      report.error(messages::kFlowWhole, {"retries", "0", std::to_string(kMaxRetries)}, retries->at,
                   member_path(path, "retries"));
  }
  if (const Value* timeout = object.find("timeout")) {
    const auto duration = timeout->kind == Kind::string ? parse_duration(timeout->text) : std::nullopt;
    if (duration && duration->count() > 0)
      node.timeout = duration;
    else
      report.error(messages::kFlowDuration,
                   {timeout->is_scalar() ? std::string(timeout->text) : to_string(timeout->kind)}, timeout->at,
                   member_path(path, "timeout"));
  }
  if (const Value* resources = object.find("resources")) {
    read_resources(*resources, member_path(path, "resources"), node, report);
  }
}

}  // namespace aiep::flow
