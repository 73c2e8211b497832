#include <nlohmann/json.hpp>

#include "core/base/catalogue.h"
#include "core/base/duration.h"
#include "core/base/messages/plugin.h"
#include "core/spi/node_type.h"

namespace aiep::spi {
namespace {

using nlohmann::json;

bool is_scalar_text(const json& value) { return value.is_string() || value.is_number() || value.is_boolean(); }

bool has_placeholder(const json& value) {
  return value.is_string() && value.get_ref<const std::string&>().find("${") != std::string::npos;
}

/// A number that came out of a placeholder is text.
bool is_number_text(const json& value, bool whole) {
  if (!value.is_string()) return false;
  const json number = json::parse(value.get_ref<const std::string&>(), nullptr, false);
  return whole ? number.is_number_integer() : number.is_number();
}

bool fits(OptionType type, const json& value) {
  if (has_placeholder(value)) return true;  // judged again when it is filled
  switch (type) {
    case OptionType::string:
    case OptionType::text: return is_scalar_text(value);
    case OptionType::integer: return value.is_number_integer() || is_number_text(value, true);
    case OptionType::number: return value.is_number() || is_number_text(value, false);
    case OptionType::boolean: return value.is_boolean();
    case OptionType::duration: return value.is_string() && parse_duration(value.get_ref<const std::string&>());
    case OptionType::string_list: {
      if (!value.is_array()) return false;
      for (const json& item : value) {
        if (!item.is_string()) return false;
      }
      return true;
    }
    case OptionType::object: return value.is_object();
  }
  return false;
}

Place place_of(const Node& node, const std::string& key) {
  Place place = node.place;
  place.path += ".with" + (key.empty() ? "" : "." + key);
  return place;
}

}  // namespace

const char* to_string(OptionType type) {
  switch (type) {
    case OptionType::string: return "string";
    case OptionType::text: return "text";
    case OptionType::integer: return "integer";
    case OptionType::number: return "number";
    case OptionType::boolean: return "boolean";
    case OptionType::duration: return "duration";
    case OptionType::string_list: return "list of strings";
    case OptionType::object: return "object";
  }
  return "string";
}

std::vector<Error> check_options(const Node& node, std::span<const Option> options) {
  std::vector<Error> problems;
  const json given = json::parse(node.options, nullptr, false);
  if (!given.is_object()) {
    return {make_error(messages::kOptionType, {node.title, "with", "object"}).at(place_of(node, ""))};
  }
  std::vector<std::string> names;
  for (const Option& option : options) names.push_back(option.name);
  for (const auto& [key, value] : given.items()) {
    const Option* known = nullptr;
    for (const Option& option : options) {
      if (option.name == key) known = &option;
    }
    if (known == nullptr) {
      const std::string near = nearest(key, names);
      problems.push_back(
          make_error(near.empty() ? messages::kOptionUnknown : messages::kOptionUnknownNear, {node.title, key, near})
              .at(place_of(node, key)));
    } else if (!fits(known->type, value)) {
      problems.push_back(
          make_error(messages::kOptionType, {node.title, key, to_string(known->type)}).at(place_of(node, key)));
    }
  }
  for (const Option& option : options) {
    if (option.required && !given.contains(option.name)) {
      problems.push_back(make_error(messages::kOptionMissing, {node.title, option.name}).at(place_of(node, "")));
    }
  }
  return problems;
}

}  // namespace aiep::spi
