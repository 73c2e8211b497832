#include "datachecker/dialect/property_file.h"

#include <algorithm>
#include <optional>

#include "core/base/messages/check_dialect.h"

namespace aiep::check {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }
bool is_break(char c) { return c == '\n' || c == '\r'; }

/// Length of the character of UTF-8 that begins at `at`; 0 = none does.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(at), second = byte(at + 1);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3 : 4;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool beyond = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
  return overlong || beyond ? 0 : length;
}

void append_utf8(std::string& out, unsigned point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

class Reader {
 public:
  explicit Reader(PropertyFile& file) : file_(file), text_(file.text) {}

  Status run() {
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t length = character_length(text_, at);
      if (length == 0) return make_error(messages::kPropertyEncoding).at(file_.place(static_cast<std::uint32_t>(at)));
      at += length;
    }
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (next_line()) {
      Property property;
      if (Status read = read_until(property.key, true); !read) return read;
      skip_blanks();
      if (at_ < text_.size() && (here() == '=' || here() == ':')) {
        ++at_;
        skip_blanks();
      }
      if (Status read = read_until(property.value, false); !read) return read;
      file_.properties.push_back(std::move(property));
    }
    return {};
  }

 private:
  char here() const { return text_[at_]; }

  /// To the first character of the next line that is neither empty nor a comment.
  bool next_line() {
    while (at_ < text_.size()) {
      skip_blanks();
      if (at_ >= text_.size()) return false;
      if (is_break(here())) {
        ++at_;
      } else if (here() == '#' || here() == '!') {
        while (at_ < text_.size() && !is_break(here())) ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  /// A line goes on behind a backslash at its end, without the blanks that begin the next one.
  void skip_blanks() {
    while (at_ < text_.size()) {
      if (is_blank(here())) {
        ++at_;
      } else if (!continuation()) {
        return;
      }
    }
  }

  bool continuation() {
    if (here() != '\\' || at_ + 1 >= text_.size() || !is_break(text_[at_ + 1])) return false;
    at_ += text_.compare(at_ + 1, 2, "\r\n") == 0 ? 3 : 2;
    while (at_ < text_.size() && is_blank(here())) ++at_;
    return true;
  }

  Status read_until(PlacedText& out, bool is_key) {
    while (at_ < text_.size() && !is_break(here())) {
      if (is_key && (is_blank(here()) || here() == '=' || here() == ':')) break;
      if (continuation()) continue;
      const std::size_t start = at_;
      if (here() == '\\') {
        if (Status escaped = read_escape(out.text); !escaped) return escaped;
      } else {
        out.text += here();
        ++at_;
      }
      out.at.resize(out.text.size(), static_cast<std::uint32_t>(start));
    }
    out.at.push_back(static_cast<std::uint32_t>(at_));
    return {};
  }

  Status read_escape(std::string& out) {
    const std::size_t start = at_++;
    if (at_ >= text_.size()) return {};  // a backslash at the very end says nothing
    const char c = text_[at_++];
    if (c != 'u') {
      out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == 'f' ? '\f' : c;
      return {};
    }
    auto unit = read_unit();
    if (unit && *unit >= 0xD800 && *unit < 0xDC00 && text_.compare(at_, 2, "\\u") == 0) {
      at_ += 2;
      const auto low = read_unit();
      unit = low && *low >= 0xDC00 && *low < 0xE000
                 ? std::optional(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00))
                 : std::nullopt;
    }
    if (!unit || (*unit >= 0xD800 && *unit < 0xE000)) {
      return make_error(messages::kPropertyEscape, {text_.substr(start, whole(start, 6))})
          .at(file_.place(static_cast<std::uint32_t>(start)));
    }
    append_utf8(out, *unit);
    return {};
  }

  /// So much of `most` bytes that no line break and no part of a character is in it.
  std::size_t whole(std::size_t start, std::size_t most) const {
    std::size_t length = 0;
    while (start + length < text_.size() && !is_break(text_[start + length])) {
      const std::size_t next = character_length(text_, start + length);
      if (length + next > most) break;
      length += next;
    }
    return length;
  }

  std::optional<unsigned> read_unit() {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const std::size_t digit =
          at_ < text_.size() ? std::string_view("0123456789abcdefABCDEF").find(text_[at_]) : std::string_view::npos;
      if (digit == std::string_view::npos) return std::nullopt;
      value = value * 16 + static_cast<unsigned>(digit < 16 ? digit : digit - 6);
    }
    return value;
  }

  PropertyFile& file_;
  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

PlacedText PlacedText::part(std::size_t from, std::size_t length) const {
  const auto begin = at.begin() + static_cast<std::ptrdiff_t>(from);
  PlacedText out{text.substr(from, length), {}};
  out.at.assign(begin, begin + static_cast<std::ptrdiff_t>(out.text.size() + 1));
  return out;
}

Place PropertyFile::place(std::uint32_t offset) const {
  Place place;
  place.file = name;
  place.line = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(offset, text.size()); ++i) {
    const bool ends = text[i] == '\n' || (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n'));
    if (!ends) continue;
    ++place.line;
    start = i + 1;
  }
  place.column = static_cast<int>(offset - start) + 1;
  return place;
}

Result<PropertyFile> parse_properties(std::string name, std::string text) {
  PropertyFile file{std::move(name), std::move(text), {}};
  if (Status read = Reader(file).run(); !read) return std::move(read).error();
  return file;
}

}  // namespace aiep::check
