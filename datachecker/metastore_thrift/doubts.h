/// What a server made of texts outside latin1. A server on a latin1 schema repeats a call with such a
/// text for 20 s and fails, so it is asked apart, once, and the outcome is remembered.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "datachecker/metastore_thrift/text.h"

namespace aiep::check::hms {

/// Columns have charsets of their own.
enum class Column { table, partition };

class Doubts {
 public:
  enum class State { fresh, works, cannot, doubtful };

  /// Of one text; `width` is its width.
  State state(Column column, Width width, const std::string& text) const;
  /// Holds for every text of this width.
  void learn(Column column, Width width, bool works, std::chrono::milliseconds lasts);
  /// Not to be asked again soon.
  void doubt(Column column, const std::string& text, std::chrono::milliseconds lasts);

 private:
  using Clock = std::chrono::steady_clock;
  struct Known {
    State state;
    Clock::time_point until;
  };
  std::map<std::pair<Column, Width>, Known> widths_;
  std::map<std::pair<Column, std::string>, Clock::time_point> texts_;
};

}  // namespace aiep::check::hms
