/// Answers a batch of object questions about table data.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace aiep::spi {

enum class Rung { exists, stats, done_flag, files, stable, rows };

/// A question with raw values; nothing is escaped here. An empty spec asks for the table
/// (or, on a partitioned table, its newest partition).
struct ObjectQuestion {
  std::string database, table;
  std::vector<std::pair<std::string, std::optional<std::string>>> spec;  ///< nullopt = Hive's default partition
  Rung rung = Rung::exists;
  std::int64_t rung_argument = 0;  ///< seconds for stable, rows for rows
};

enum class Verdict { present, absent, unknown, refused };
const char* to_string(Verdict verdict);

struct ObjectAnswer {
  Verdict verdict = Verdict::unknown;
  std::string rung;      ///< the rung that decided
  std::string evidence;  ///< what was seen, in words
  std::string missing;   ///< what exactly is missing, "" when present
};

/// Called by one thread at a time; blocks at most its own time-out.
class CheckBackend {
 public:
  virtual ~CheckBackend() = default;
  /// One answer per question, same order. A failure of the whole batch is an Error and is
  /// neither arrival nor absence.
  virtual Result<std::vector<ObjectAnswer>> ask(const std::vector<ObjectQuestion>& questions) = 0;
};

}  // namespace aiep::spi
