#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/messages/plugin.h"
#include "core/spi/wire.h"
#include "plugins/data_checker/settings.h"

namespace aiep::plugins {
namespace {

using nlohmann::json;

constexpr double kHour = 3'600'000, kLongestHours = 24;
constexpr Millis kShortestPoll{1'000};
constexpr const char* kRuntimePath = ".params.configuration.runtime";

bool has_placeholder(const std::string& text) { return text.find("${") != std::string::npos; }

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// DSS takes all blanks out of every value before it reads it.
std::string without_blanks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return trimmed(text);
}

std::string scalar_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() || value.is_structured() ? "" : value.dump();
}

/// A member's text and the name of the member it came from.
struct Property {
  std::string value, path;
};
using Properties = std::map<std::string, Property>;

/// `job.desc` holds more properties, one a line, or joined by `;` when published to Schedulis.
/// What has no `=` is no property; DSS drops it too.
void add_job_desc(const std::string& text, Properties& properties) {
  const char separator = text.find('\n') != std::string::npos ? '\n' : ';';
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find(separator, start), text.size());
    const std::string row = trimmed(text.substr(start, end - start));
    const std::size_t equals = row.find('=');
    if (equals != std::string::npos) {
      properties[trimmed(row.substr(0, equals))] = {without_blanks(row.substr(equals + 1)),
                                                    std::string(kRuntimePath) + "['job.desc']"};
    }
    start = end + 1;
  }
}

Properties read_properties(const json& runtime) {
  Properties properties;
  for (const auto& [key, value] : runtime.items()) {
    properties[key] = {without_blanks(scalar_text(value)), std::string(kRuntimePath) + "['" + key + "']"};
  }
  const auto more = runtime.find("job.desc");
  if (more != runtime.end()) add_job_desc(scalar_text(*more), properties);
  return properties;
}

/// The suffix of `check.object.NN`; a key with another number of parts has none.
std::string suffix_of(const std::string& key) {
  if (std::count(key.begin(), key.end(), '.') != 2) return "";
  return key.substr(key.rfind('.') + 1);
}

class WireReader {
 public:
  WireReader(const Node& node, std::vector<Error>& problems) : node_(node), problems_(problems) {}

  CheckSettings read() {
    const auto manifest = spi::manifest_of(node_);
    if (!manifest) {
      problems_.push_back(manifest.error());
      return settings_;
    }
    if (manifest->empty()) {
      read_runtime();
    } else {
      read_manifest(json::parse(*manifest));
    }
    return settings_;
  }

 private:
  void problem(Code code, std::vector<std::string> args, const std::string& below) {
    args.insert(args.begin(), node_.title);
    problems_.push_back(make_error(code, std::move(args)).at(spi::place_in(node_, below)));
  }

  std::string source(const std::string& word, const std::string& path) {
    if (has_placeholder(word)) return "";
    const std::optional<std::string> known = source_from(word);
    if (!known) problem(messages::kOptionValue, {"source.type", word, "HiveDB or MaskDB"}, path);
    return known.value_or("");
  }

  void add_object(std::string text, std::string source_word, const std::string& path) {
    const bool twice = std::any_of(settings_.objects.begin(), settings_.objects.end(),
                                   [&](const CheckedObject& other) { return other.text == text; });
    if (!twice) settings_.objects.push_back({std::move(text), source(source_word, path), path});
  }

  /// `unit` is the length of one of them in milliseconds.
  void read_limit(const std::string& key, const std::string& word, double unit, const std::string& path) {
    if (word.empty() || has_placeholder(word)) return;
    char* end = nullptr;
    const double amount = std::strtod(word.c_str(), &end);
    const double milliseconds = amount * unit;
    if (*end != '\0' || !std::isfinite(amount) || milliseconds < 1 || milliseconds > kLongestHours * kHour) {
      problem(messages::kOptionValue, {key, word, unit == kHour ? "1 to 24 hours" : "seconds, at most 24 hours"}, path);
    } else {
      settings_.timeout = Millis(std::llround(milliseconds));
    }
  }

  void read_manifest(const json& manifest) {
    const std::string at = ".jobContent.ManiFest.data_setting";
    const auto setting = manifest.find("data_setting");
    if (setting == manifest.end() || !setting->is_object()) {
      problem(messages::kManifestKeyMissing, {at.substr(1)}, at);
      return;
    }
    read_limit("check_timeout", scalar_text(setting->value("check_timeout", json())), 1000, at + ".check_timeout");
    const std::string word = scalar_text(setting->value("data_source", json()));
    const json objects = setting->value("database_table_objects", json());
    for (std::size_t i = 0; objects.is_array() && i < objects.size(); ++i) {
      const std::string path = at + ".database_table_objects[" + std::to_string(i) + "]";
      if (objects[i].is_string()) {
        add_object(trimmed(objects[i].get<std::string>()), word, path);
      } else {
        problem(messages::kOptionTypeAt, {path.substr(1), "text such as db.table{ds=20240101}"}, path);
      }
    }
    if (!objects.is_array() || objects.empty()) {
      problem(messages::kManifestKeyMissing, {at.substr(1) + ".database_table_objects"}, at);
    }
  }

  void read_runtime() {
    const json runtime = json::parse(node_.runtime, nullptr, false);
    const Properties properties = read_properties(runtime.is_object() ? runtime : json::object());
    auto value = [&](const std::string& key) {
      const auto found = properties.find(key);
      return found == properties.end() ? std::string() : found->second.value;
    };
    for (const auto& [key, property] : properties) {
      if (key.find("check.object") == std::string::npos || property.value.empty()) continue;
      const std::string suffix = suffix_of(key);
      add_object(property.value, value(suffix.empty() ? "source.type" : "source.type." + suffix), property.path);
    }
    if (settings_.objects.empty()) problem(messages::kManifestKeyMissing, {"check.object"}, kRuntimePath);
    read_limit("max.check.hours", value("max.check.hours"), kHour, std::string(kRuntimePath) + "['max.check.hours']");
    read_poll(value("query.frequency"));
  }

  void read_poll(const std::string& word) {
    if (word.empty() || has_placeholder(word)) return;
    if (word.size() > 10 || word.find_first_not_of("0123456789") != std::string::npos) {
      problem(messages::kOptionValue, {"query.frequency", word, "milliseconds"},
              std::string(kRuntimePath) + "['query.frequency']");
    } else {
      settings_.poll = std::max(Millis(std::atoll(word.c_str())), kShortestPoll);
    }
  }

  const Node& node_;
  std::vector<Error>& problems_;
  CheckSettings settings_;
};

}  // namespace

CheckSettings settings_from_wire(const Node& node, std::vector<Error>& problems) {
  return WireReader(node, problems).read();
}

}  // namespace aiep::plugins
