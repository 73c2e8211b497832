/// The text form of ledger lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/audit/evidence.h"

namespace aiep::audit {

/// `start key=8a1f00001.0.1 pid=7 boot=… born=8123 steady=81230 wall=1709222400000 .`
/// A line that is cut short or glued to another one gives nullopt: a full disk may do that.
std::optional<LedgerEntry> parse_ledger_line(std::string_view line);

struct LedgerText {
  std::vector<LedgerEntry> entries;
  int unreadable = 0;  ///< lines that say nothing
};
/// Entries that begin at `early` bytes or later get LedgerEntry::early = false. `name` is for people.
LedgerText parse_ledger(const std::string& text, const std::string& name, std::size_t early);

}  // namespace aiep::audit
