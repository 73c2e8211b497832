/// What the audit looks at: plain rows and ledger lines. Nothing here reads a database or a file.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/outer.h"
#include "core/model/records.h"

namespace aiep::audit {

/// One line of a ledger: what a task, or whoever asked for a run, wrote down itself (docs/audit.md).
struct LedgerEntry {
  enum class Kind {
    start,     ///< a process of the attempt began
    beat,      ///< it lives
    end,       ///< its last act; `exit` is the code it is about to end with
    accepted,  ///< the asker was told that the run `key` exists
    told,      ///< the asker was told that the run `key` ended, by exit code `exit`
  };
  Kind kind = Kind::start;
  std::string key;  ///< attempt key; a run id for accepted and told
  std::int64_t pid = 0;
  std::string boot;            ///< boot id of the machine
  std::int64_t born = 0;       ///< start time of the process, clock ticks since boot
  std::int64_t steady_ms = 0;  ///< since boot
  TimePoint wall{};
  std::optional<int> exit;
  std::string where;  ///< file and line, for people
  bool early = true;  ///< written before the rows were read: its rows must be there
};
const char* to_string(LedgerEntry::Kind kind);

struct TaskEvidence {
  TaskRecord row;             ///< `spec` is not looked at
  std::string lane;           ///< the backend that runs it, "" = not known
  bool keeps_ledger = false;  ///< each of its attempts writes to the ledger
};

struct Evidence {
  std::vector<RunRecord> runs;
  std::vector<TaskEvidence> tasks;
  std::vector<AttemptRecord> attempts;
  std::vector<EventRecord> events;  ///< ascending by seq
  bool has_outers = false;          ///< the store knows outer executions at all
  std::vector<OuterRecord> outers;
  std::map<std::string, std::string> live_outer_of;  ///< run id → what the unique key of live runs holds for it
  bool has_ledger = false;
  std::vector<LedgerEntry> ledger;    ///< in the order of their file
  std::map<std::string, int> limits;  ///< lane → tasks at once, where known
  Millis skew{0};                     ///< clocks of tasks and servers may differ by so much
};

}  // namespace aiep::audit
