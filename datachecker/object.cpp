#include "datachecker/object.h"

#include <algorithm>

#include "core/base/ascii.h"
#include "core/base/messages/checker.h"

namespace aiep::check {
namespace {

constexpr std::size_t kLongestName = 128, kLongestValue = 256, kLongestPartition = 767, kLongestText = 8192;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_key_character(char c) { return is_name_character(c) || c == '%' || c == '.'; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Bytes of UTF-8 that do not start a character are not counted.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<spi::ObjectQuestion> parse() {
    if (text_.size() > kLongestText) return too_long(std::to_string(text_.size()) + " bytes");
    if (const auto at = text_.find("${"); at != std::string_view::npos) return fault(messages::kObjectPlaceholder, at);
    skip_space();
    if (Status status = parse_table(); !status) return std::move(status).error();
    skip_space();
    if (!at_end()) {
      if (Status status = parse_partition(); !status) return std::move(status).error();
    }
    const std::size_t length = characters(partition_name(question_));
    if (length > kLongestPartition) return too_long("the partition has " + std::to_string(length) + " characters");
    return std::move(question_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char here() const { return at_end() ? '\0' : text_[at_]; }
  void skip_space() {
    while (!at_end() && is_space(here())) ++at_;
  }

  Error fault(Code code, std::size_t at, std::string what = "", std::string more = "") const {
    return make_error(code, {std::string(text_), std::to_string(characters(text_.substr(0, at)) + 1), std::move(what),
                             std::move(more)});
  }
  Error too_long(std::string what) const {
    return make_error(messages::kObjectTooLong, {std::string(text_.substr(0, 60)), std::move(what)});
  }

  Result<std::string> parse_name() {
    const std::size_t start = at_;
    while (!at_end() && is_name_character(here())) ++at_;
    const std::string name = ascii_lower(std::string(text_.substr(start, at_ - start)));
    if (name.empty()) return fault(messages::kObjectName, at_, at_end() ? "end of text" : std::string(1, here()));
    if (characters(name) > kLongestName)
      return too_long("a name has " + std::to_string(characters(name)) + " characters");
    return name;
  }

  Status parse_table() {
    if (text_.substr(0, text_.find('{')).find('.') == std::string_view::npos) {
      return fault(messages::kObjectNoDatabase, at_);
    }
    auto database = parse_name();
    if (!database) return std::move(database).error();
    question_.database = std::move(*database);
    if (here() != '.') return fault(messages::kObjectName, at_, std::string(1, here()));
    ++at_;
    auto table = parse_name();
    if (!table) return std::move(table).error();
    question_.table = std::move(*table);
    skip_space();
    if (!at_end() && here() != '{') return fault(messages::kObjectName, at_, std::string(1, here()));
    return {};
  }

  Status parse_partition() {
    const std::size_t open = at_++;
    skip_space();
    if (here() == '}') return parse_close(open);
    for (;;) {
      if (Status status = parse_level(); !status) return status;
      skip_space();
      if (here() != '/') return parse_close(open);
      ++at_;
      skip_space();
    }
  }

  Status parse_close(std::size_t open) {
    if (here() != '}') return fault(messages::kObjectBrace, open);
    ++at_;
    skip_space();
    if (!at_end()) return fault(messages::kObjectBrace, at_);
    return {};
  }

  Status parse_level() {
    const std::size_t start = at_;
    const std::size_t end = std::min(text_.find_first_of("/}", at_), text_.size());
    const std::string_view level = text_.substr(start, end - start);
    const std::size_t equals = level.find_first_of("=<>");
    if (equals == std::string_view::npos) return fault(messages::kObjectComponent, start, std::string(level));
    if (level[equals] != '=' || (equals > 0 && level[equals - 1] == '!')) {
      return fault(messages::kObjectRange, start + equals);
    }
    auto key = parse_key();
    if (!key) return std::move(key).error();
    for (const auto& [name, value] : question_.spec) {
      if (name == *key) return fault(messages::kObjectKeyTwice, start, *key);
    }
    skip_space();
    if (here() != '=') return fault(messages::kObjectName, at_, std::string(1, here()));
    ++at_;
    skip_space();
    return parse_value(std::move(*key));
  }

  /// Keys may be escaped too; they are unescaped and lower-cased. What a key may hold beyond the
  /// letters of a name is what Hive escapes.
  Result<std::string> parse_key() {
    const std::size_t start = at_;
    while (is_key_character(here())) ++at_;
    const std::string key = ascii_lower(unescape_path_name(text_.substr(start, at_ - start)));
    if (key.empty()) return fault(messages::kObjectName, at_, std::string(1, here()));
    for (const char c : escape_path_name(key)) {
      if (!is_key_character(c)) return fault(messages::kObjectName, start, std::string(1, c));
    }
    if (characters(key) > kLongestName) return too_long("a key has " + std::to_string(characters(key)) + " characters");
    return key;
  }

  Status parse_value(std::string key) {
    const std::size_t start = at_;
    const bool quoted = here() == '\'' || here() == '"';
    auto stored = quoted ? quoted_value() : bare_value(key);
    if (!stored) return std::move(stored).error();
    if (stored->empty() && !quoted) return fault(messages::kObjectEmptyValue, start, key);
    std::optional<std::string> value = unescape_path_name(*stored);
    if (characters(*value) > kLongestValue) {
      return too_long("a value has " + std::to_string(characters(*value)) + " characters");
    }
    // Hive keeps NULL and the empty string under one name.
    if (value->empty() || *value == kDefaultPartition) value.reset();
    question_.spec.emplace_back(std::move(key), std::move(value));
    return {};
  }

  Result<std::string> quoted_value() {
    const std::size_t open = at_;
    const std::size_t close = text_.find(here(), at_ + 1);
    if (close == std::string_view::npos) return fault(messages::kObjectQuote, open);
    std::string value(text_.substr(open + 1, close - open - 1));
    at_ = close + 1;
    skip_space();
    if (!at_end() && here() != '/' && here() != '}') return fault(messages::kObjectQuote, open);
    return value;
  }

  Result<std::string> bare_value(const std::string& key) {
    const std::size_t start = at_;
    while (!at_end() && here() != '/' && here() != '}') {
      if (std::string_view("={'\"").find(here()) != std::string_view::npos) {
        return fault(messages::kObjectValue, at_, key, std::string(1, here()));
      }
      ++at_;
    }
    std::size_t end = at_;
    while (end > start && is_space(text_[end - 1])) --end;
    return std::string(text_.substr(start, end - start));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  spi::ObjectQuestion question_;
};

}  // namespace

Result<spi::ObjectQuestion> parse_object(std::string_view text) { return Parser(text).parse(); }

}  // namespace aiep::check
