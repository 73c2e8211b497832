#include "datachecker/object.h"

namespace aiep::check {
namespace {

constexpr std::string_view kEscaped = "\"#%'*/:=?\\{[]^";

bool needs_escape(unsigned char c) {
  return c < 0x20 || c == 0x7F || kEscaped.find(static_cast<char>(c)) != std::string_view::npos;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Value of the two characters, or -1. Hive's own reader takes a plus sign for the first digit.
int escape_value(char first, char second) {
  const int low = hex_digit(second);
  const int high = first == '+' ? 0 : hex_digit(first);
  return low < 0 || high < 0 ? -1 : high * 16 + low;
}

void append_utf8(std::string& out, int unit) {
  if (unit < 0x80) {
    out += static_cast<char>(unit);
  } else {
    out += static_cast<char>(0xC0 | (unit >> 6));
    out += static_cast<char>(0x80 | (unit & 0x3F));
  }
}

/// ASCII alone: what a byte above 0x7F stands for depends on the metastore.
std::string fold(const std::string& name) {
  const std::size_t first = name.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  std::string out = name.substr(first, name.find_last_not_of(' ') - first + 1);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

spi::ObjectQuestion folded(spi::ObjectQuestion question) {
  question.database = fold(question.database);
  question.table = fold(question.table);
  for (auto& [key, value] : question.spec) {
    key = fold(key);
    if (value && (value->empty() || *value == kDefaultPartition)) value.reset();
  }
  return question;
}

std::string escape_path_name(std::string_view raw) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  if (raw.empty()) return kDefaultPartition;
  std::string out;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    if (needs_escape(byte)) {
      out += {'%', kHex[byte >> 4], kHex[byte & 0xF]};
    } else {
      out += c;
    }
  }
  return out;
}

std::string unescape_path_name(std::string_view stored) {
  std::string out;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const int unit = stored[i] == '%' && i + 2 < stored.size() ? escape_value(stored[i + 1], stored[i + 2]) : -1;
    if (unit < 0) {
      out += stored[i];
    } else {
      append_utf8(out, unit);
      i += 2;
    }
  }
  return out;
}

std::string partition_name(const spi::ObjectQuestion& question) {
  std::string out;
  for (const auto& [key, value] : question.spec) {
    if (!out.empty()) out += '/';
    out += escape_path_name(key) + "=" + (value ? escape_path_name(*value) : kDefaultPartition);
  }
  return out;
}

std::string to_text(const spi::ObjectQuestion& question) {
  std::string levels;
  for (const auto& [key, value] : question.spec) {
    const std::string stored = value ? escape_path_name(*value) : kDefaultPartition;
    // A stored value never holds a quotation mark, so quoting is safe.
    const bool quoted = stored.find('}') != std::string::npos || stored.front() == ' ' || stored.back() == ' ';
    levels += (levels.empty() ? "" : "/") + escape_path_name(key) + "=" + (quoted ? "'" + stored + "'" : stored);
  }
  const std::string table = question.database + "." + question.table;
  return levels.empty() ? table : table + "{" + levels + "}";
}

}  // namespace aiep::check
