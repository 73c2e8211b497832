#include "core/audit/ledger.h"

#include <array>
#include <charconv>

namespace aiep::audit {
namespace {

using Kind = LedgerEntry::Kind;

constexpr std::array<std::pair<Kind, const char*>, 5> kKinds{{
    {Kind::start, "start"},
    {Kind::beat, "beat"},
    {Kind::end, "end"},
    {Kind::accepted, "accepted"},
    {Kind::told, "told"},
}};

std::string_view take_word(std::string_view& text) {
  const std::size_t end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return word;
}

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

bool read_field(std::string_view name, std::string_view value, LedgerEntry& entry) {
  if (name == "key") return entry.key = value, !value.empty();
  if (name == "boot") return entry.boot = value, true;
  if (name == "pid") return read_number(value, entry.pid);
  if (name == "born") return read_number(value, entry.born);
  if (name == "steady") return read_number(value, entry.steady_ms);
  if (name == "exit") return read_number(value, entry.exit.emplace());
  if (name != "wall") return false;
  std::int64_t ms = 0;
  const bool read = read_number(value, ms);
  entry.wall = from_ms(ms);
  return read;
}

}  // namespace

const char* to_string(Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)).second; }

std::optional<LedgerEntry> parse_ledger_line(std::string_view line) {
  LedgerEntry entry;
  const std::string_view word = take_word(line);
  bool known = false;
  for (const auto& [kind, name] : kKinds) {
    if (word != name) continue;
    entry.kind = kind;
    known = true;
  }
  while (known && line != ".") {
    const std::string_view field = take_word(line);
    const std::size_t equals = field.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    if (!read_field(field.substr(0, equals), field.substr(equals + 1), entry)) return std::nullopt;
  }
  const bool needs_exit = entry.kind == Kind::end || entry.kind == Kind::told;
  if (!known || entry.key.empty() || (needs_exit && !entry.exit)) return std::nullopt;
  return entry;
}

LedgerText parse_ledger(const std::string& text, const std::string& name, std::size_t early) {
  LedgerText ledger;
  std::size_t at = 0;
  for (int number = 1; at < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = std::string_view(text).substr(at, end - at);
    if (auto entry = parse_ledger_line(line)) {
      entry->where = name + ":" + std::to_string(number);
      entry->early = at < early;
      ledger.entries.push_back(std::move(*entry));
    } else if (!line.empty()) {
      ++ledger.unreadable;
    }
    at = end + 1;
  }
  return ledger;
}

}  // namespace aiep::audit
