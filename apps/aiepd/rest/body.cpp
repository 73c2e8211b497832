#include "apps/aiepd/rest/body.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "apps/wire/base64.h"
#include "core/base/catalogue.h"
#include "core/base/messages/server.h"
#include "core/flow/flow.h"

namespace aiep::rest {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kMaxDepth = 32;  // our own requests need 4

std::string plain_reason(const std::string& what) {
  const std::size_t from = what.find("] ");
  return from == std::string::npos ? what : what.substr(from + 2, 200);
}

}  // namespace

Result<Body> Body::parse(const std::string& text) {
  if (text.empty()) return Body(std::make_shared<const Json>(Json::object()));
  const auto limit_depth = [](int depth, Json::parse_event_t, Json&) {
    if (depth > kMaxDepth) throw std::length_error("nested too deeply");
    return true;
  };
  try {
    Json value = Json::parse(text, limit_depth);
    if (!value.is_object()) return make_error(messages::kBadJson, {"it is no object"});
    return Body(std::make_shared<const Json>(std::move(value)));
  } catch (const Json::exception& failure) {
    return make_error(messages::kBadJson, {plain_reason(failure.what())});
  } catch (const std::length_error& failure) {
    return make_error(messages::kBadJson, {failure.what()});
  }
}

const Json* Body::find(const char* name) {
  known_.emplace_back(name);
  const auto it = object_->find(name);
  return it == object_->end() || it->is_null() ? nullptr : &*it;
}

Body Body::object(const char* name) {
  const Json* value = find(name);
  const bool usable = value != nullptr && value->is_object();
  if (value != nullptr && !usable) fail(name, "must be an object");
  Body inner(std::make_shared<const Json>(usable ? *value : Json::object()));
  inner.prefix_ = prefix_ + name + ".";
  if (value != nullptr && !usable) inner.error_ = error_;
  return inner;
}

void Body::fail(const std::string& field, const std::string& why) {
  if (!error_) error_ = make_error(messages::kBadField, {prefix_ + field, why});
}

bool Body::has(const char* name) const {
  const auto it = object_->find(name);
  return it != object_->end() && !it->is_null();
}

std::string Body::text(const char* name, const std::string& fallback) {
  const Json* value = find(name);
  if (value == nullptr) return fallback;
  if (value->is_string()) return value->get<std::string>();
  fail(name, "must be a string");
  return fallback;
}

bool Body::flag(const char* name) {
  const Json* value = find(name);
  if (value == nullptr) return false;
  if (!value->is_boolean()) fail(name, "must be true or false");
  return value->is_boolean() && value->get<bool>();
}

int Body::number(const char* name, int fallback) {
  const Json* value = find(name);
  if (value == nullptr) return fallback;
  if (value->is_number_integer() && *value >= 0 && *value <= 1'000'000) return value->get<int>();
  fail(name, "must be a whole number from 0 to 1000000");
  return fallback;
}

std::int64_t Body::whole(const char* name, std::int64_t fallback) {
  const Json* value = find(name);
  if (value == nullptr) return fallback;
  if (value->is_number_integer() && *value >= 0) return value->get<std::int64_t>();
  fail(name, "must be a whole number");
  return fallback;
}

std::vector<std::string> Body::texts(const char* name) {
  std::vector<std::string> all;
  const Json* value = find(name);
  if (value == nullptr) return all;
  if (!value->is_array()) fail(name, "must be a list of strings");
  for (const Json& item : *value) {
    if (item.is_string()) {
      all.push_back(item.get<std::string>());
    } else {
      fail(name, "must be a list of strings");
    }
  }
  return all;
}

std::map<std::string, std::string> Body::text_map(const char* name) {
  std::map<std::string, std::string> all;
  const Json* value = find(name);
  if (value == nullptr) return all;
  if (!value->is_object()) {
    fail(name, "must be an object of strings");
    return all;
  }
  for (const auto& [key, item] : value->items()) {
    if (item.is_string()) {
      all[key] = item.get<std::string>();
    } else {
      fail(std::string(name) + "." + key, "must be a string");
    }
  }
  return all;
}

std::string Body::bytes(const Json& object, const std::string& name, const std::string& where) {
  if (const auto plain = object.find(name); plain != object.end() && plain->is_string()) {
    return plain->get<std::string>();
  }
  const auto coded = object.find(name + "_base64");
  if (coded == object.end() || !coded->is_string()) {
    fail(where + "." + name, "is missing");
    return "";
  }
  const std::optional<std::string> raw = wire::base64_decode(coded->get_ref<const std::string&>());
  if (!raw) fail(where + "." + name + "_base64", "is not base64");
  return raw.value_or("");
}

std::optional<SourceDocument> Body::source(const char* name) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) {
    fail(name, "must be an object");
    return std::nullopt;
  }
  SourceDocument document;
  document.text = bytes(*value, "text", name);
  const std::string format = value->value("format", Json("")).is_string() ? value->value("format", "") : "?";
  document.format = format.empty()     ? flow::detect_format(document.text)
                    : format == "yaml" ? SourceFormat::yaml
                                       : SourceFormat::flowjson;
  if (!format.empty() && format != "yaml" && format != "flowjson") {
    fail(std::string(name) + ".format", "must be flowjson or yaml");
  }
  if (const auto origin = value->find("origin_dir"); origin != value->end() && origin->is_string()) {
    document.origin_dir = origin->get<std::string>();
  }
  const Json files = value->value("files", Json::array());
  for (const Json& file : files) {
    const std::string where = std::string(name) + ".files";
    const auto title = file.is_object() ? file.find("name") : file.end();
    if (!file.is_object() || title == file.end() || !title->is_string()) {
      fail(where, "must be a list of {name, content}");
      break;
    }
    document.files.push_back({title->get<std::string>(), bytes(file, "content", where)});
  }
  return document;
}

Status Body::finish() const {
  if (error_) return *error_;
  for (const auto& [key, value] : object_->items()) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    const std::string near = nearest(key, known_);
    return make_error(
        messages::kBadField,
        {prefix_ + key, near.empty() ? "is not known here" : "is not known here, did you mean `" + near + "`?"});
  }
  return {};
}

}  // namespace aiep::rest
