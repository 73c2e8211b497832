#include "apps/aiepctl/io.h"

#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/aiepctl/render_error.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

bool plain_scalar(const std::string& text) {
  if (text.empty() || text.size() > 80) return false;
  static constexpr std::string_view kFirst = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_/";
  static constexpr std::string_view kRest = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  if (kFirst.find(text[0]) == std::string_view::npos) return false;
  if (text.find_first_not_of(kRest) != std::string::npos) return false;
  for (const char* word : {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}) {
    std::string lower;
    for (const char c : text) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    if (lower == word) return false;
  }
  return true;
}

/// A JSON string is a YAML double-quoted scalar.
std::string scalar(const Json& value) {
  if (value.is_string() && plain_scalar(value.get_ref<const std::string&>())) return value.get<std::string>();
  return wire::dump(value);
}

void append_yaml(std::string& out, const Json& value, std::size_t indent);

void append_item(std::string& out, const Json& value, std::size_t indent) {
  if (value.is_structured() && !value.empty()) {
    append_yaml(out, value, indent);
  } else {
    out += scalar(value) + "\n";
  }
}

void append_yaml(std::string& out, const Json& value, std::size_t indent) {
  bool first = true;
  for (const auto& [key, item] : value.items()) {
    if (!first || value.is_object()) out += first && out.ends_with("- ") ? "" : std::string(indent, ' ');
    if (first && value.is_array()) out += std::string(out.ends_with("- ") ? 0 : indent, ' ');
    first = false;
    if (value.is_array()) {
      out += "- ";
      append_item(out, item, indent + 2);
    } else if (item.is_structured() && !item.empty()) {
      out += scalar(Json(key)) + ":\n";
      append_yaml(out, item, indent + 2);
    } else {
      out += scalar(Json(key)) + ": " + scalar(item) + "\n";
    }
  }
}

}  // namespace

Failure::Failure(const Error& local)
    : error(wire::to_remote(local)), document(wire::dump(Json{{"error", wire::error_json(local)}}, 2)) {}

Failure::Failure(const Json& answer)
    : error(wire::remote_from_json(answer.value("error", Json()))), document(wire::dump(answer, 2)) {}

std::string to_yaml(const Json& document) {
  if (!document.is_structured() || document.empty()) return scalar(document) + "\n";
  std::string out;
  append_yaml(out, document, 0);
  return out;
}

void print_document(const Io& io, const Json& document) {
  if (io.format == Format::yaml) {
    io.out << to_yaml(document);
  } else {
    io.out << wire::dump(document, 2) << "\n";
  }
  io.out.flush();
}

int report(const Io& io, const Failure& failure) {
  const Json document = Json::parse(failure.document, nullptr, false);
  if (io.machine()) {
    print_document(io, document);
  } else {
    const auto problems = document.find("problems");
    if (problems != document.end() && problems->is_array()) {
      render_problems(io, *problems);
    } else {
      render_error(io, failure.error);
    }
  }
  return failure.error.exit_code();
}

std::string field(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto it = object.find(name);
  if (it == object.end() || it->is_null()) return "";
  return it->is_string() ? it->get<std::string>() : wire::dump(*it);
}

}  // namespace aiep::cli
