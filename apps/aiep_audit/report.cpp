#include "apps/aiep_audit/report.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "apps/wire/error_json.h"

namespace aiep::auditor {
namespace {

using nlohmann::ordered_json;

/// Of each invariant; whoever needs more reads the JSON.
constexpr int kMostShown = 50;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string result_of(const audit::Findings& findings, int invariant) {
  if (!findings.checks.at(static_cast<std::size_t>(invariant - 1)).done) return "not checked";
  const auto wrong = std::count_if(findings.violations.begin(), findings.violations.end(),
                                   [&](const audit::Violation& v) { return v.invariant == invariant; });
  return wrong == 0 ? "ok" : "violated";
}

std::string event_line(const EventRecord& event) {
  std::string text =
      "event " + std::to_string(event.seq) + "  " + to_iso(event.at) + "  " + event.actor + "  " + event.event;
  if (event.attempt > 0) text += "  attempt " + std::to_string(event.attempt);
  if (!event.to.empty()) text += "  " + (event.from.empty() ? "-" : event.from) + " > " + event.to;
  return text + (event.reason.empty() ? "" : "  (" + event.reason + ")");
}

std::string ledger_line(const audit::LedgerEntry& entry) {
  std::string text = entry.where + "  " + to_iso(entry.wall) + "  " + to_string(entry.kind) + "  " + entry.key;
  if (entry.pid != 0) text += "  pid " + std::to_string(entry.pid);
  return text + (entry.exit ? "  exit " + std::to_string(*entry.exit) : "");
}

std::string title_of(const Gathered& gathered, const audit::Violation& violation) {
  for (const audit::TaskEvidence& task : gathered.evidence.tasks) {
    if (task.row.run_id == violation.run && task.row.node_id == violation.node) return task.row.title;
  }
  return violation.node;
}

ordered_json event_json(const EventRecord& e) {
  return {{"seq", e.seq},         {"at", to_iso(e.at)}, {"actor", e.actor}, {"run", e.run}, {"node", e.node},
          {"attempt", e.attempt}, {"event", e.event},   {"from", e.from},   {"to", e.to},   {"reason", e.reason}};
}

ordered_json ledger_json(const audit::LedgerEntry& e) {
  return {{"where", e.where},
          {"kind", to_string(e.kind)},
          {"key", e.key},
          {"pid", e.pid},
          {"boot", e.boot},
          {"born", e.born},
          {"steady_ms", e.steady_ms},
          {"at", to_iso(e.wall)},
          {"exit", e.exit ? ordered_json(*e.exit) : ordered_json(nullptr)}};
}

}  // namespace

std::string text_report(const Gathered& gathered, const audit::Findings& findings) {
  std::string text;
  for (int i = 1; i <= audit::kInvariants; ++i) {
    const audit::Check& check = findings.checks.at(static_cast<std::size_t>(i - 1));
    text += "I" + std::to_string(i) + "  " + padded(result_of(findings, i), 11) + "  " + padded(audit::promise(i), 64) +
            "  " + check.note + "\n";
  }
  std::map<int, int> shown;
  for (const audit::Violation& violation : findings.violations) {
    if (++shown[violation.invariant] > kMostShown) continue;
    text += "\nI" + std::to_string(violation.invariant) + "  run " + violation.run;
    if (!violation.node.empty()) text += " node `" + title_of(gathered, violation) + "`";
    text += ": " + violation.text + "\n";
    for (const EventRecord& event : violation.events) text += "    " + event_line(event) + "\n";
    for (const audit::LedgerEntry& entry : violation.ledger) text += "    " + ledger_line(entry) + "\n";
  }
  for (const auto& [invariant, count] : shown) {
    if (count <= kMostShown) continue;
    text += "\nI" + std::to_string(invariant) + "  and " + std::to_string(count - kMostShown) + " more (-o json)\n";
  }
  if (gathered.unreadable_lines > 0) {
    text += "\n" + std::to_string(gathered.unreadable_lines) + " lines of the ledger could not be read (cut short)\n";
  }
  return text + "\n" + gathered.source + ": violations=" + std::to_string(findings.violations.size()) + "\n";
}

std::string json_report(const Gathered& gathered, const audit::Findings& findings) {
  ordered_json violations = ordered_json::array(), checks = ordered_json::array();
  for (const audit::Violation& v : findings.violations) {
    ordered_json events = ordered_json::array(), ledger = ordered_json::array();
    for (const EventRecord& event : v.events) events.push_back(event_json(event));
    for (const audit::LedgerEntry& entry : v.ledger) ledger.push_back(ledger_json(entry));
    violations.push_back({{"invariant", "I" + std::to_string(v.invariant)},
                          {"run", v.run},
                          {"node", v.node},
                          {"title", v.node.empty() ? "" : title_of(gathered, v)},
                          {"text", v.text},
                          {"events", events},
                          {"ledger", ledger}});
  }
  for (int i = 1; i <= audit::kInvariants; ++i) {
    checks.push_back({{"invariant", "I" + std::to_string(i)},
                      {"promise", audit::promise(i)},
                      {"result", result_of(findings, i)},
                      {"note", findings.checks.at(static_cast<std::size_t>(i - 1)).note}});
  }
  return wire::dump({{"source", gathered.source},
                     {"violations", violations},
                     {"checks", checks},
                     {"unreadable_lines", gathered.unreadable_lines}},
                    2) +
         "\n";
}

}  // namespace aiep::auditor
