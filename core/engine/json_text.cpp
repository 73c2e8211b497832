#include "core/engine/json_text.h"

#include <nlohmann/json.hpp>

#include "core/base/messages/general.h"

namespace aiep::engine {
namespace {

using nlohmann::json;

std::size_t string_end(const std::string& text, std::size_t quote) {
  std::size_t i = quote + 1;
  while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

/// Most tokens have no escape and need no parser.
Result<std::string> string_of(std::string_view token) {
  if (token.size() >= 2 && token.ends_with('"') && token.find('\\') == std::string_view::npos) {
    return std::string(token.substr(1, token.size() - 2));
  }
  const json value = json::parse(token, nullptr, false);
  if (!value.is_string()) return make_error(messages::kInternal, {"a node's options are not JSON"});
  return value.get<std::string>();
}

bool is_key(const std::string& text, std::size_t after) {
  const std::size_t next = text.find_first_not_of(" \t\r\n", after);
  return next != std::string::npos && text[next] == ':';
}

}  // namespace

Result<std::string> map_json_strings(const std::string& text, const ReplaceString& replace) {
  std::string out;
  out.reserve(text.size());
  std::vector<std::string> keys{""};  // the key in force at each depth
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '{' || c == '[') keys.push_back(keys.back());
    if ((c == '}' || c == ']') && keys.size() > 1) keys.pop_back();
    if (c != '"') {
      out += c;
      ++i;
      continue;
    }
    const std::size_t end = string_end(text, i);
    const std::string_view token = std::string_view(text).substr(i, end - i);
    auto value = string_of(token);
    if (!value) return value;
    i = end;
    if (is_key(text, end)) {
      keys.back() = std::move(*value);
      out += token;
      continue;
    }
    Result<std::string> replaced = replace(keys.back(), *value);
    if (!replaced) return replaced;
    if (*replaced == *value)
      out += token;
    else
      out += json(*replaced).dump();
  }
  return out;
}

}  // namespace aiep::engine
