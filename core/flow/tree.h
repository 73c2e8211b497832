/// A document as a tree, JSON and YAML alike: every value with its place, numbers as written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

namespace aiep::flow {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
const char* to_string(Kind kind);

/// Both from 1, the column in bytes.
struct Spot {
  std::uint32_t line = 0, column = 0;
};

/// Lives in its Tree; trivially destructible. Texts point into the tree or into the source text.
struct Value {
  Kind kind = Kind::null;
  bool flag = false;       ///< of a boolean
  std::uint32_t size = 0;  ///< number of children
  Spot at, key_at;
  std::string_view key;   ///< as a member of an object
  std::string_view text;  ///< string: decoded; number, boolean: as written
  Value* first = nullptr;
  Value* last = nullptr;
  Value* next = nullptr;

  /// Forward iterator over the children.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using pointer = const Value*;
    using reference = const Value&;

    explicit Iterator(const Value* value) : value_(value) {}
    const Value& operator*() const { return *value_; }
    Iterator& operator++() {
      value_ = value_->next;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(Iterator a, Iterator b) { return a.value_ == b.value_; }

   private:
    const Value* value_;
  };
  Iterator begin() const { return Iterator(first); }
  Iterator end() const { return Iterator(nullptr); }

  bool is(Kind wanted) const { return kind == wanted; }
  bool is_scalar() const { return kind == Kind::boolean || kind == Kind::number || kind == Kind::string; }
  /// Member of an object; nullptr when absent or null (the two mean the same in both formats).
  const Value* find(std::string_view name) const;
  void append(Value* child);
};

/// Owns the values. Not copyable; the source text must outlive it.
class Tree {
 public:
  Value* make(Kind kind, Spot at);
  std::string_view keep(std::string_view text);
  std::size_t count() const { return count_; }
  const Value* root = nullptr;  ///< nullptr = could not be read

 private:
  std::pmr::monotonic_buffer_resource arena_{64 * 1024};
  std::size_t count_ = 0;
};

/// Compact JSON; numbers as written, order kept.
std::string to_json(const Value& value);
void append_json(std::string& out, const Value& value);
void append_quoted(std::string& out, std::string_view text);
/// `$.a` + `b` → `$.a.b`, `$.a['b.c']` for names that need it.
std::string member_path(const std::string& path, std::string_view key);
std::string item_path(const std::string& path, std::size_t index);
/// Path of what is being read inside the innermost of the open containers; their `key` is set.
std::string open_path(const std::vector<Value*>& open);

}  // namespace aiep::flow
