#include <nlohmann/json.hpp>

#include "core/base/duration.h"
#include "core/base/messages/plugin.h"
#include "core/spi/wire.h"
#include "plugins/data_checker/settings.h"

namespace aiep::plugins {
namespace {

using nlohmann::json;

constexpr Millis kShortestPoll{100};

bool has_placeholder(const std::string& text) { return text.find("${") != std::string::npos; }

class OptionReader {
 public:
  OptionReader(const Node& node, std::vector<Error>& problems)
      : node_(node), options_(json::parse(node.options, nullptr, false)), problems_(problems) {}

  CheckSettings read() {
    CheckSettings settings;
    if (!options_.is_object()) return settings;
    read_objects(settings);
    settings.rung = text("rung", settings.rung);
    read_duration("timeout", Millis(1), settings.timeout);
    read_duration("poll", kShortestPoll, settings.poll);
    return settings;
  }

 private:
  void problem(Code code, std::vector<std::string> args, const std::string& below) {
    args.insert(args.begin(), node_.title);
    problems_.push_back(make_error(code, std::move(args)).at(spi::place_in(node_, below)));
  }

  std::string text(const char* key, const std::string& otherwise) {
    const auto found = options_.find(key);
    return found != options_.end() && found->is_string() ? found->get<std::string>() : otherwise;
  }

  void read_objects(CheckSettings& settings) {
    const std::string word = text("source", "");
    const std::optional<std::string> source = has_placeholder(word) ? "" : source_from(word);
    if (!source) problem(messages::kOptionValue, {"source", word, "hivedb or maskdb"}, ".with.source");
    const auto objects = options_.find("objects");
    if (objects == options_.end() || !objects->is_array() || objects->empty()) {
      problem(messages::kOptionMissing, {"objects"}, ".with.objects");
      return;
    }
    for (std::size_t i = 0; i < objects->size(); ++i) {
      if (!(*objects)[i].is_string()) continue;  // check_options says so
      settings.objects.push_back(
          {(*objects)[i].get<std::string>(), source.value_or(""), ".with.objects[" + std::to_string(i) + "]"});
    }
  }

  void read_duration(const char* key, Millis least, Millis& value) {
    const std::string word = text(key, "");
    if (word.empty() || has_placeholder(word)) return;
    const std::optional<Millis> duration = parse_duration(word);
    if (duration && *duration >= least) {
      value = *duration;
    } else {
      problem(messages::kOptionValue, {key, word, "a duration of at least " + format_duration(least)},
              std::string(".with.") + key);
    }
  }

  const Node& node_;
  const json options_;
  std::vector<Error>& problems_;
};

}  // namespace

CheckSettings settings_from_options(const Node& node, std::vector<Error>& problems) {
  return OptionReader(node, problems).read();
}

std::optional<std::string> source_from(const std::string& word) {
  std::string lower;
  for (const char c : word) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower.empty()) return "";
  if (lower == "hivedb" || lower == "job") return "hivedb";
  if (lower == "maskdb" || lower == "bdp") return "maskdb";
  return std::nullopt;
}

}  // namespace aiep::plugins
