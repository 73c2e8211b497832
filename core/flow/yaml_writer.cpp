#include <algorithm>

#include "core/base/ascii.h"
#include "core/flow/convert.h"

namespace aiep::flow {
namespace {

constexpr std::size_t kMaxSimpleKey = 512;  // yaml-cpp reads a longer key only in the explicit form
constexpr std::size_t kMaxInlineItems = 8;

bool letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80; }

/// Words that some YAML reader takes for something else than a text.
bool reserved(std::string_view text) {
  const std::string lower = ascii_lower(std::string(text));
  for (const char* word : {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}) {
    if (lower == word) return true;
  }
  return false;
}

bool plain_safe(std::string_view text) {
  if (text.empty() || text.size() > 200 || !letter(static_cast<unsigned char>(text[0])) || text.back() == ' ') {
    return false;
  }
  const bool harmless = std::all_of(text.begin(), text.end(), [](char c) {
    return letter(static_cast<unsigned char>(c)) || (c >= '0' && c <= '9') ||
           std::string_view(" _-./()").find(c) != std::string_view::npos;
  });
  // Byte order marks and Unicode line breaks look like letters here.
  const bool odd = text.find("\xEF\xBB\xBF") != text.npos || text.find("\xC2\x85") != text.npos ||
                   text.find("\xC2\xA0") != text.npos || text.find("\xE2\x80") != text.npos;
  return harmless && !odd && !reserved(text);
}

/// A literal block keeps program text readable; only where it gives back exactly the same bytes.
bool block_safe(std::string_view text) {
  if (text.find('\n') == text.npos || std::string_view(" \t\n").find(text[0]) != std::string_view::npos) return false;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    if (!line.empty() && line.find_first_not_of(" \t") == line.npos) return false;
    start = end + 1;
  }
  return text.find("\xEF\xBB\xBF") == text.npos && std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return (byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t';
         });
}

class YamlWriter {
 public:
  std::string run(const Value& root) {
    if (root.is(Kind::object) && root.size > 0)
      members(root, 0);
    else
      out_ += to_json(root) + "\n";
    return std::move(out_);
  }

 private:
  void indent(std::size_t depth) { out_.append(depth, ' '); }

  void quoted(std::string_view text) {
    if (plain_safe(text))
      out_ += text;
    else
      append_quoted(out_, text);
  }

  void members(const Value& object, std::size_t depth) {
    for (const Value& member : object) {
      indent(depth);
      const std::size_t start = out_.size();
      quoted(member.key);
      if (out_.size() - start > kMaxSimpleKey) {
        out_.insert(start, "? ");
        out_ += "\n";
        indent(depth);
      }
      out_ += ':';
      value(member, depth + 2);
    }
  }

  static bool inline_list(const Value& list) {
    return list.size <= kMaxInlineItems && std::all_of(list.begin(), list.end(), [](const Value& item) {
             return item.is(Kind::number) || item.is(Kind::boolean) || (item.is(Kind::string) && item.text.size() < 60);
           });
  }

  /// After `key:` or `-`; `depth` is that of what follows on lines of their own.
  void value(const Value& value, std::size_t depth) {
    if (value.is(Kind::object) && value.size > 0) {
      out_ += "\n";
      members(value, depth);
    } else if (value.is(Kind::array) && value.size > 0 && !inline_list(value)) {
      out_ += "\n";
      items(value, depth);
    } else {
      out_ += ' ';
      leaf(value, depth);
      out_ += "\n";
    }
  }

  void items(const Value& list, std::size_t depth) {
    for (const Value& item : list) {
      const std::size_t line = out_.size();
      const bool nested = item.size > 0 && (item.is(Kind::object) || !inline_list(item));
      if (nested) {
        if (item.is(Kind::object))
          members(item, depth + 2);
        else
          items(item, depth + 2);
        out_[line + depth] = '-';  // the first line of what is nested begins beside the dash
      } else {
        indent(depth);
        out_ += "- ";
        leaf(item, depth + 2);
        out_ += "\n";
      }
    }
  }

  void leaf(const Value& value, std::size_t depth) {
    if (value.is(Kind::string)) {
      if (block_safe(value.text))
        block(value.text, depth);
      else
        quoted(value.text);
    } else if (value.is(Kind::array) && value.size > 0) {
      out_ += '[';
      for (const Value& item : value) {
        if (&item != value.first) out_ += ", ";
        if (item.is(Kind::string))
          quoted(item.text);
        else
          append_json(out_, item);
      }
      out_ += ']';
    } else {
      append_json(out_, value);
    }
  }

  void block(std::string_view text, std::size_t depth) {
    const bool ends = text.ends_with('\n');
    const bool ends_twice = text.ends_with("\n\n");
    out_ += ends_twice ? "|+" : ends ? "|" : "|-";
    if (ends) text.remove_suffix(1);
    for (std::size_t start = 0; start <= text.size();) {
      const std::size_t end = std::min(text.find('\n', start), text.size());
      out_ += "\n";
      if (end > start) indent(depth);
      out_ += text.substr(start, end - start);
      start = end + 1;
    }
  }

  std::string out_;
};

void pretty(std::string& out, const Value& value, std::size_t depth) {
  const bool object = value.is(Kind::object);
  if (value.size == 0 || !(object || value.is(Kind::array))) return append_json(out, value);
  out += object ? "{" : "[";
  for (const Value& child : value) {
    out += &child == value.first ? "\n" : ",\n";
    out.append(depth + 2, ' ');
    if (object) {
      append_quoted(out, child.key);
      out += ": ";
    }
    pretty(out, child, depth + 2);
  }
  out += "\n";
  out.append(depth, ' ');
  out += object ? "}" : "]";
}

}  // namespace

std::string to_yaml(const Value& root) { return YamlWriter().run(root); }

std::string to_pretty_json(const Value& root) {
  std::string out;
  pretty(out, root, 0);
  return out + "\n";
}

}  // namespace aiep::flow
