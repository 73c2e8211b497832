/// One database session and its prepared statements: the only door to SOCI.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"

namespace aiep::store {

enum class Engine { sqlite, mysql };

/// A value bound to one `?`. Refers to the caller's string for the length of the call.
class Param {
 public:
  Param(const std::string& text) : text_(text), is_text_(true) {}  // NOLINT(google-explicit-constructor)
  Param(const char* text) : text_(text), is_text_(true) {}         // NOLINT(google-explicit-constructor)
  Param(std::int64_t number) : number_(number) {}                  // NOLINT(google-explicit-constructor)
  Param(int number) : number_(number) {}                           // NOLINT(google-explicit-constructor)
  Param(TimePoint time) : number_(to_ms(time)) {}                  // NOLINT(google-explicit-constructor)
  Param(const std::optional<TimePoint>& time)                      // NOLINT(google-explicit-constructor)
      : number_(time ? to_ms(*time) : 0), null_(!time) {}
  Param(const std::optional<int>& number)  // NOLINT(google-explicit-constructor)
      : number_(number.value_or(0)), null_(!number) {}
  /// NULL instead of an empty text.
  static Param text_or_null(const std::string& text) {
    Param param(text);
    param.null_ = text.empty();
    return param;
  }

  bool is_text() const { return is_text_; }
  bool is_null() const { return null_; }
  std::string_view text() const { return text_; }
  std::int64_t number() const { return number_; }

 private:
  std::string_view text_;
  std::int64_t number_ = 0;
  bool is_text_ = false, null_ = false;
};

/// The current row of a query. NULL reads as "" or 0.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool has(std::size_t column) const = 0;  ///< not NULL
  virtual const std::string& text(std::size_t column) const = 0;
  virtual std::int64_t number(std::size_t column) const = 0;

  int small(std::size_t column) const { return static_cast<int>(number(column)); }
  bool flag(std::size_t column) const { return number(column) != 0; }
  TimePoint time(std::size_t column) const { return from_ms(number(column)); }
  std::optional<TimePoint> maybe_time(std::size_t column) const;
  std::optional<int> maybe_small(std::size_t column) const;
};

/// Not thread-safe. Blocks on the database. Methods throw what SOCI throws; soci_guard.h turns that
/// into errors. After an exception the connection must be closed, not used again.
/// Text is stored as valid UTF-8: invalid bytes become U+FFFD.
class Connection {
 public:
  using Params = std::initializer_list<Param>;

  Connection(Engine engine, const std::string& connect_string);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Engine engine() const;
  /// Prepared once per text, kept, and bound anew. `?` is a parameter. A text's parameters keep
  /// their types from call to call. Returns the rows changed (MySQL: not those already equal).
  std::int64_t run(const std::string& sql, Params params = {});
  std::int64_t run(const std::string& sql, const Param* params, std::size_t count);
  /// `columns`: one letter each, t text, n number. Reads to the end, so no lock stays behind.
  void each(const std::string& sql, const char* columns, Params params, const std::function<void(const Row&)>& row);
  void each(const std::string& sql, const char* columns, const Param* params, std::size_t count,
            const std::function<void(const Row&)>& row);
  /// Not prepared, not kept: schema statements.
  void run_once(const std::string& sql);
  /// First column of the first row, or nullopt.
  std::optional<std::int64_t> number(const std::string& sql, Params params = {});
  std::optional<std::string> text(const std::string& sql, Params params = {});

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aiep::store
