#include "apps/option_table/option_table.h"

#include <charconv>

#include "core/base/catalogue.h"
#include "core/base/duration.h"
#include "core/base/messages/general.h"

namespace aiep {
namespace {

Error unknown_word(const OptionTable& table, const std::string& word) {
  if (!word.starts_with('-')) return make_error(messages::kArgumentTooMany, {word});
  std::vector<std::string> names;
  for (const auto& [name, target] : table.flags) names.push_back(name);
  for (const auto& [name, setter] : table.valued) names.push_back(name);
  const std::string near = nearest(word, names);
  return near.empty() ? make_error(messages::kOptionUnknown, {word})
                      : make_error(messages::kOptionUnknownNear, {word, near});
}

}  // namespace

Status read_options(const OptionTable& table, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto flag = table.flags.find(words[i]); flag != table.flags.end()) {
      *flag->second = true;
      return {};
    }
    if (table.argument && !words[i].starts_with('-')) {
      if (Status taken = table.argument(words[i]); !taken) return taken;
      continue;
    }
    const std::size_t equals = words[i].find('=');
    const std::string name = words[i].substr(0, equals);
    const auto setter = table.valued.find(name);
    if (setter == table.valued.end()) return unknown_word(table, name);
    const bool joined = equals != std::string::npos;
    if (!joined && ++i == words.size()) return make_error(messages::kOptionValueMissing, {name});
    if (Status set = setter->second(joined ? words[i].substr(equals + 1) : words[i]); !set) return set;
  }
  return {};
}

Error wrong_value(const std::string& option, const std::string& value, const std::string& takes) {
  return make_error(messages::kOptionValueChoice, {value, option, takes});
}

OptionSetter text_option(const std::string& option, std::string& target) {
  return [option, &target](const std::string& value) {
    target = value;
    return value.empty() ? Status(wrong_value(option, value, "TEXT")) : Status{};
  };
}

OptionSetter number_option(const std::string& option, int least, int& target) {
  return [option, least, &target](const std::string& value) {
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), target);
    const bool fine = error == std::errc{} && end == value.data() + value.size() && target >= least;
    return fine ? Status{} : Status(wrong_value(option, value, "≥ " + std::to_string(least)));
  };
}

OptionSetter duration_option(const std::string& option, Millis least, Millis most, Millis& target) {
  return [option, least, most, &target](const std::string& value) {
    const auto duration = value == "0" ? std::optional(Millis{0}) : parse_duration(value);
    if (!duration || *duration < least || *duration > most)
      return Status(wrong_value(option, value, format_duration(least) + " … " + format_duration(most)));
    target = *duration;
    return Status{};
  };
}

}  // namespace aiep
