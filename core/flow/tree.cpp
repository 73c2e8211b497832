#include "core/flow/tree.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace aiep::flow {
namespace {

constexpr std::size_t kMaxKeyShown = 200;

bool plain_name(std::string_view key) {
  if (key.empty() || key.size() > kMaxKeyShown) return false;
  return std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return c >= 0x80 || c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  });
}

}  // namespace

const char* to_string(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "boolean";
    case Kind::number: return "number";
    case Kind::string: return "string";
    case Kind::array: return "array";
    case Kind::object: return "object";
  }
  return "null";
}

const Value* Value::find(std::string_view name) const {
  if (kind != Kind::object) return nullptr;
  for (const Value& child : *this) {
    if (child.key == name) return child.kind == Kind::null ? nullptr : &child;
  }
  return nullptr;
}

void Value::append(Value* child) {
  (last != nullptr ? last->next : first) = child;
  last = child;
  ++size;
}

Value* Tree::make(Kind kind, Spot at) {
  ++count_;
  auto* value = new (arena_.allocate(sizeof(Value), alignof(Value))) Value;
  value->kind = kind;
  value->at = at;
  return value;
}

std::string_view Tree::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* copy = static_cast<char*>(arena_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (byte < 0x20) {
          out += "\\u00";
          out += kHex[byte >> 4];
          out += kHex[byte & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void append_json(std::string& out, const Value& value) {
  switch (value.kind) {
    case Kind::null: out += "null"; return;
    case Kind::boolean: out += value.flag ? "true" : "false"; return;
    case Kind::number: out += value.text; return;
    case Kind::string: append_quoted(out, value.text); return;
    case Kind::array:
    case Kind::object: break;
  }
  const bool object = value.kind == Kind::object;
  out += object ? '{' : '[';
  for (const Value& child : value) {
    if (&child != value.first) out += ',';
    if (object) {
      append_quoted(out, child.key);
      out += ':';
    }
    append_json(out, child);
  }
  out += object ? '}' : ']';
}

std::string to_json(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

std::string member_path(const std::string& path, std::string_view key) {
  std::string out;
  out.reserve(path.size() + key.size() + 5);
  out += path;
  if (plain_name(key)) {
    out += '.';
    return out += key;
  }
  out += "['";
  for (const char c : key.substr(0, kMaxKeyShown)) {
    if (c == '\'' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  }
  return out + "']";
}

std::string item_path(const std::string& path, std::size_t index) { return path + "[" + std::to_string(index) + "]"; }

std::string open_path(const std::vector<Value*>& open) {
  std::string out = "$";
  for (std::size_t i = 0; i < open.size(); ++i) {
    const Value& container = *open[i];
    if (container.kind == Kind::array) {
      out = item_path(out, container.size);
    } else if (i + 1 < open.size()) {
      out = member_path(out, open[i + 1]->key);
    }
  }
  return out;
}

}  // namespace aiep::flow
