#include "core/flow/json_reader.h"

#include <algorithm>

#include "core/base/messages/flow.h"
#include "core/flow/text_check.h"

namespace aiep::flow {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

/// `length` is that of the number, or of what looked like one when false is returned.
bool scan_number(std::string_view text, std::size_t& length) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && digit(text[at])) ++at;
    return at - start;
  };
  const auto is = [&](char a, char b) { return at < text.size() && (text[at] == a || text[at] == b); };
  if (is('-', '-')) ++at;
  const bool zero = is('0', '0');
  const std::size_t whole = digits();
  bool good = whole > 0 && !(zero && whole > 1);
  if (good && is('.', '.')) {
    ++at;
    good = digits() > 0;
  }
  if (good && is('e', 'E')) {
    ++at;
    if (is('+', '-')) ++at;
    good = digits() > 0;
  }
  length = at;
  return good;
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

class JsonReader {
 public:
  JsonReader(std::string_view text, Tree& tree, Report& report) : text_(text), tree_(tree), report_(report) {}

  void run() {
    Value* root = value();
    if (root == nullptr) return;
    skip_space();
    if (at_ < text_.size()) {
      fail(messages::kJsonTrailing, {found()});
      return;
    }
    tree_.root = root;
  }

 private:
  Spot here() const { return {line_, static_cast<std::uint32_t>(at_ - line_start_ + 1)}; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        line_start_ = at_ + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }

  std::string found() const {
    return "`" + std::string(text_.substr(at_, std::max<std::size_t>(1, utf8_length(text_.substr(at_, 4))))) + "`";
  }

  std::string path() const {
    const std::string out = open_path(open_);
    return in_member_ ? member_path(out, pending_key_) : out;
  }

  Value* fail(Code code, std::vector<std::string> args) {
    report_.error(code, std::move(args), here(), path());
    return nullptr;
  }

  Value* unexpected(const char* expected) {
    if (at_ >= text_.size()) return fail(messages::kJsonEnd, {expected});
    return fail(messages::kJsonUnexpected, {expected, found()});
  }

  Value* value() {
    skip_space();
    const Spot at = here();
    if (tree_.count() >= kMaxValues) return fail(messages::kFlowTooManyValues, {std::to_string(kMaxValues)});
    switch (peek()) {
      case '{': return container(Kind::object, at);
      case '[': return container(Kind::array, at);
      case '"': return string_value(at);
      case 't': return word("true", Kind::boolean, at);
      case 'f': return word("false", Kind::boolean, at);
      case 'n': return word("null", Kind::null, at);
      default: return peek() == '-' || digit(peek()) ? number(at) : unexpected("value");
    }
  }

  Value* word(std::string_view spelled, Kind kind, Spot at) {
    if (!text_.substr(at_).starts_with(spelled)) return unexpected("value");
    Value* out = tree_.make(kind, at);
    out->flag = spelled == "true";
    out->text = text_.substr(at_, spelled.size());
    at_ += spelled.size();
    return out;
  }

  Value* number(Spot at) {
    std::size_t length = 0;
    if (!scan_number(text_.substr(at_), length)) {
      return fail(messages::kJsonNumber, {std::string(text_.substr(at_, std::min<std::size_t>(length + 1, 40)))});
    }
    Value* out = tree_.make(Kind::number, at);
    out->text = text_.substr(at_, length);
    at_ += length;
    return out;
  }

  Value* string_value(Spot at) {
    std::string_view text;
    if (!string(text)) return nullptr;
    Value* out = tree_.make(Kind::string, at);
    out->text = text;
    return out;
  }

  /// At the opening quote. Texts without escapes stay views of the source.
  bool string(std::string_view& out) {
    const auto plain = [&] {
      return at_ < text_.size() && text_[at_] != '"' && static_cast<unsigned char>(text_[at_]) >= 0x20;
    };
    const std::size_t start = ++at_;
    while (plain() && text_[at_] != '\\') ++at_;
    if (peek() == '"') {
      out = text_.substr(start, at_++ - start);
      return true;
    }
    std::string decoded(text_.substr(start, at_ - start));
    while (plain()) {
      if (text_[at_] == '\\') {
        if (!escape(decoded)) return false;
      } else {
        decoded += text_[at_++];
      }
    }
    if (at_ >= text_.size()) return unexpected("`\"`") != nullptr;
    if (text_[at_] != '"') return fail(messages::kJsonStringControl, {}) != nullptr;
    ++at_;
    out = tree_.keep(decoded);
    return true;
  }

  bool hex4(std::uint32_t& out) {
    out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      out <<= 4;
      if (digit(c))
        out |= static_cast<std::uint32_t>(c - '0');
      else if (c >= 'a' && c <= 'f')
        out |= static_cast<std::uint32_t>(c - 'a' + 10);
      else if (c >= 'A' && c <= 'F')
        out |= static_cast<std::uint32_t>(c - 'A' + 10);
      else
        return false;
    }
    return true;
  }

  bool escape(std::string& out) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kBytes = "\"\\/\b\f\n\r\t";
    const std::size_t start = at_++;
    const char name = peek();
    if (const std::size_t i = at_ < text_.size() ? kNames.find(name) : std::string_view::npos;
        i != std::string_view::npos) {
      out += kBytes[i];
      ++at_;
      return true;
    }
    std::uint32_t c = 0, low = 0;
    bool good = name == 'u';
    if (good) {
      ++at_;
      good = hex4(c) && !(c >= 0xDC00 && c <= 0xDFFF);
    }
    if (good && c >= 0xD800 && c <= 0xDBFF) {
      good = text_.substr(at_).starts_with("\\u");
      at_ += 2;
      good = good && hex4(low) && low >= 0xDC00 && low <= 0xDFFF;
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    if (!good) {
      at_ = start;
      return fail(messages::kJsonEscape, {std::string(text_.substr(start, 6))}) != nullptr;
    }
    append_utf8(out, c);
    return true;
  }

  Value* container(Kind kind, Spot at) {
    if (open_.size() >= kMaxDepth) return fail(messages::kFlowTooDeep, {std::to_string(kMaxDepth)});
    const bool object = kind == Kind::object;
    const char close = object ? '}' : ']';
    Value* out = tree_.make(kind, at);
    if (!open_.empty() && open_.back()->kind == Kind::object) {
      out->key = pending_key_;
    }
    ++at_;
    in_member_ = false;
    open_.push_back(out);
    skip_space();
    bool good = true;
    if (peek() == close) {
      ++at_;
    } else {
      while ((good = member(*out))) {
        skip_space();
        const char c = peek();
        if (c != ',' && c != close) good = unexpected(object ? "`,` `}`" : "`,` `]`") != nullptr;
        if (!good) break;
        ++at_;
        if (c == close) break;
      }
    }
    if (good && object) report_duplicates(*out);
    open_.pop_back();
    return good ? out : nullptr;
  }

  void report_duplicates(const Value& object) {
    const std::vector<const Value*> repeated = repeated_members(object);
    const std::string where = repeated.empty() ? "" : path();
    for (const Value* member : repeated) report_duplicate(*member, where, report_);
  }

  bool member(Value& parent) {
    skip_space();
    if (parent.kind == Kind::array) {
      Value* child = value();
      if (child != nullptr) parent.append(child);
      return child != nullptr;
    }
    const Spot key_at = here();
    std::string_view key;
    if (peek() != '"' || at_ >= text_.size()) return unexpected("`\"`") != nullptr;
    if (!string(key)) return false;
    skip_space();
    if (peek() != ':') return unexpected("`:`") != nullptr;
    ++at_;
    pending_key_ = key;
    in_member_ = true;
    Value* child = value();
    in_member_ = false;
    if (child == nullptr) return false;
    child->key = key;
    child->key_at = key_at;
    parent.append(child);
    return true;
  }

  std::string_view text_;
  Tree& tree_;
  Report& report_;
  std::size_t at_ = 0, line_start_ = 0;
  std::uint32_t line_ = 1;
  std::vector<Value*> open_;
  bool in_member_ = false;        ///< between a member's key and the end of its scalar value
  std::string_view pending_key_;  ///< so that paths of open containers know their names
};

}  // namespace

void read_json(std::string_view text, Tree& tree, Report& report) { JsonReader(text, tree, report).run(); }

namespace {

/// Most objects are small; comparing their few keys beats sorting them.
bool small_and_unique(const Value& object) {
  if (object.size > 12) return false;
  for (const Value* a = object.first; a != nullptr; a = a->next) {
    for (const Value* b = a->next; b != nullptr; b = b->next) {
      if (a->key == b->key) return false;
    }
  }
  return true;
}

}  // namespace

bool is_json_number(std::string_view text) {
  std::size_t length = 0;
  return scan_number(text, length) && length == text.size();
}

std::vector<const Value*> repeated_members(const Value& object) {
  if (small_and_unique(object)) return {};
  std::vector<const Value*> members, repeated;
  members.reserve(object.size);
  for (const Value& member : object) members.push_back(&member);
  std::stable_sort(members.begin(), members.end(), [](const Value* a, const Value* b) { return a->key < b->key; });
  for (std::size_t i = 1; i < members.size(); ++i) {
    if (members[i]->key == members[i - 1]->key) repeated.push_back(members[i]);
  }
  return repeated;
}

void report_duplicate(const Value& member, const std::string& path, Report& report) {
  report.error(messages::kFlowDuplicateKey, {std::string(member.key)}, member.key_at, member_path(path, member.key));
}

}  // namespace aiep::flow
