/// The program's own log file: one line per event, `time level event key=value …`.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.h"

namespace aiep::observe {

using Field = std::pair<std::string_view, std::string>;

/// Thread-safe. Values with spaces, quotes or control characters are quoted and escaped, so a
/// line is always one line. Writing never fails the caller: a full disk loses log lines only.
class Log {
 public:
  /// Appends to `path`; at 8 MiB it is rotated, three old files are kept.
  static Result<std::shared_ptr<Log>> open(const std::string& path);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void info(std::string_view event, std::initializer_list<Field> fields = {});
  void warn(std::string_view event, std::initializer_list<Field> fields = {});
  void error(std::string_view event, std::initializer_list<Field> fields = {});

 private:
  struct Sink;
  explicit Log(std::unique_ptr<Sink> sink);
  std::unique_ptr<Sink> sink_;
};

/// `event key=value …` as a line of the log has it; exposed for tests.
std::string format_line(std::string_view event, std::initializer_list<Field> fields);

}  // namespace aiep::observe
