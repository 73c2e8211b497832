#include "core/store/text.h"

#include <cstdint>
#include <nlohmann/json.hpp>

namespace aiep::store {
namespace {

using nlohmann::json;

/// Length of the well-formed sequence at the front, 0 = none (RFC 3629: no surrogates, no overlong).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto within = [&](std::size_t i, unsigned low, unsigned high) { return byte(i) >= low && byte(i) <= high; };
  const auto tail = [&](std::size_t i) { return within(i, 0x80, 0xBF); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool second = within(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF);
    return second && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool second = within(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF);
    return second && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string from_hex(std::string_view text) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    out += static_cast<char>(value(text[i]) * 16 + value(text[i + 1]));
  }
  return out;
}

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void assign_utf8(std::string& target, std::string_view text) {
  if (is_utf8(text)) {
    target.assign(text);
    return;
  }
  target.clear();
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      target += "\xEF\xBF\xBD";
    } else {
      target += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

std::string encode_files(const std::vector<AttachedFile>& files) {
  json out = json::array();
  for (const AttachedFile& file : files) {
    if (is_utf8(file.content)) {
      out.push_back({{"name", file.name}, {"content", file.content}});
    } else {
      out.push_back({{"name", file.name}, {"hex", to_hex(file.content)}});
    }
  }
  return dump(out);
}

std::vector<AttachedFile> decode_files(const std::string& text) {
  std::vector<AttachedFile> files;
  for (const json& file : json::parse(text)) {
    const bool plain = file.contains("content");
    std::string content = file.at(plain ? "content" : "hex");
    files.push_back({file.at("name"), plain ? std::move(content) : from_hex(content)});
  }
  return files;
}

std::string encode_list(const std::vector<std::string>& list) { return dump(json(list)); }
std::vector<std::string> decode_list(const std::string& text) {
  return json::parse(text).get<std::vector<std::string>>();
}
std::string encode_map(const std::map<std::string, std::string>& map) { return dump(json(map)); }
std::map<std::string, std::string> decode_map(const std::string& text) {
  return json::parse(text).get<std::map<std::string, std::string>>();
}

}  // namespace aiep::store
