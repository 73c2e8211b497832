/// What a property file of one of the two old checkers asks for. Plain data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/spi/check_backend.h"

namespace aiep::check {

enum class FileDialect { schedulis, dss };
const char* to_string(FileDialect dialect);

/// Which service knows of an object.
enum class SourceKind { metastore, mask };
const char* to_string(SourceKind source);

/// What a partition given by its leading levels alone (or not at all) asks for. "All of a list" and
/// "all hours" are written out as single objects.
enum class Match { newest, any, count };

/// A text for people, in both languages.
struct Words {
  std::string en, zh;
};

struct PlannedObject {
  spi::ObjectQuestion question;
  std::string key;  ///< of the property
  SourceKind source = SourceKind::metastore;
  Words source_why;
  Match match = Match::newest;
  std::int64_t at_least = 1;  ///< for count
};

/// Addresses and names that an operator's file may hold beside a job's keys. Secrets: never shown.
struct OperatorAccess {
  std::string metastore_url, metastore_user, metastore_password;
  std::string mask_url, mask_app, mask_token;
  bool password_is_base64 = false;
};

struct CheckPlan {
  FileDialect dialect = FileDialect::schedulis;
  std::vector<PlannedObject> objects;  ///< numbered ones by number; all must be there
  Millis wait_limit{0};                ///< from the start of the check; taken once
  Millis poll{0};
  std::optional<int> earliest_minute;  ///< of the day: succeeds only after it; past at the start = failure
  bool earliest_next_day = false;
  bool late_is_success = false;  ///< not arrived in time is a success (priority LOW)
  bool deny_views = false;
  Millis pause{0}, pause_spread{0};  ///< after arrival: pause + random part of spread
  OperatorAccess access;
};

enum class Outcome { honoured, no_effect, refused };
const char* to_string(Outcome outcome);

/// What became of one key.
struct KeyReport {
  std::string key, value;  ///< as written, variables filled; secrets as ***
  Place place;             ///< line 0 = the default of an absent key
  Outcome outcome = Outcome::honoured;
  Words effect;
};

/// Complete even when there are errors: every key has a report, every cause an error.
struct FileReading {
  CheckPlan plan;
  std::vector<KeyReport> keys;  ///< in the order of the file, then the defaults
  std::vector<Error> errors;    ///< with their places, in the order of the file
};

}  // namespace aiep::check
