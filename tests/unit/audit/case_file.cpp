#include "tests/unit/audit/case_file.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "core/audit/ledger.h"

namespace aiep::test {
namespace {

using Fields = std::map<std::string, std::string>;

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  return lines;
}

Fields fields_of(std::istringstream& words) {
  Fields fields;
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    std::string value = equals == std::string::npos ? "yes" : word.substr(equals + 1);
    const std::string name = word.substr(0, equals);
    if (name == "reason") {  // takes the rest of the line
      std::string rest;
      std::getline(words, rest);
      value += rest;
    }
    fields[name] = value;
  }
  return fields;
}

std::string text(const Fields& fields, const char* name) {
  const auto it = fields.find(name);
  return it == fields.end() ? "" : it->second;
}

std::optional<TimePoint> time(const Fields& fields, const char* name) {
  const auto it = fields.find(name);
  if (it == fields.end()) return std::nullopt;
  return from_ms(std::stoll(it->second));
}

std::optional<int> number(const Fields& fields, const char* name) {
  const auto it = fields.find(name);
  if (it == fields.end()) return std::nullopt;
  return std::stoi(it->second);
}

void add_run(std::istringstream& words, audit::Evidence& out) {
  RunRecord run;
  std::string state;
  words >> run.id >> state;
  const Fields fields = fields_of(words);
  run.state = state_from(state);
  run.key = text(fields, "key");
  run.reason = text(fields, "reason");
  run.parent_key = text(fields, "parent");
  run.rerun_of = text(fields, "rerun");
  run.created_at = time(fields, "created").value_or(TimePoint{});
  run.started_at = time(fields, "started");
  run.ended_at = time(fields, "ended");
  run.cancel_requested_at = time(fields, "cancel");
  run.outer_key = text(fields, "outer");
  run.outer_attempt = number(fields, "try").value_or(0);
  if (fields.contains("live")) out.live_outer_of[run.id] = fields.at("live");
  out.runs.push_back(run);
}

void add_outer(std::istringstream& words, audit::Evidence& out) {
  OuterRecord outer;
  words >> outer.key;
  const Fields fields = fields_of(words);
  outer.run_id = text(fields, "run");
  outer.identity.attempt = number(fields, "try").value_or(0);
  outer.cancel_requested_at = time(fields, "cancel");
  outer.cancel_attempt = number(fields, "upto").value_or(0);
  out.outers.push_back(outer);
  out.has_outers = true;
}

void add_task(std::istringstream& words, audit::Evidence& out) {
  audit::TaskEvidence task;
  std::string state;
  words >> task.row.run_id >> task.row.node_id >> state;
  const Fields fields = fields_of(words);
  task.row.state = state_from(state);
  task.row.position = number(fields, "pos").value_or(0);
  task.row.attempt = number(fields, "attempt").value_or(0);
  task.row.reason = text(fields, "reason");
  std::istringstream needs(text(fields, "needs"));
  for (std::string need; std::getline(needs, need, ',');) task.row.needs.push_back(need);
  task.lane = text(fields, "lane");
  task.keeps_ledger = fields.contains("ledger");
  out.tasks.push_back(task);
}

void add_attempt(std::istringstream& words, audit::Evidence& out) {
  AttemptRecord attempt;
  std::string state;
  words >> attempt.run_id >> attempt.node_id >> attempt.number >> state;
  const Fields fields = fields_of(words);
  attempt.state = state_from(state);
  attempt.key = text(fields, "key");
  attempt.exit_code = number(fields, "exit");
  attempt.signal = number(fields, "signal");
  attempt.started_at = time(fields, "started").value_or(TimePoint{});
  attempt.ended_at = time(fields, "ended");
  out.attempts.push_back(attempt);
}

void add_event(std::istringstream& words, audit::Evidence& out) {
  EventRecord event;
  std::string change;
  words >> event.seq >> event.run >> event.node >> event.attempt >> event.event >> change;
  const Fields fields = fields_of(words);
  if (event.node == "-") event.node.clear();
  const std::size_t arrow = change.find('>');
  if (arrow != std::string::npos) {
    event.from = change.substr(0, arrow);
    event.to = change.substr(arrow + 1);
  }
  event.actor = "engine";
  event.at = time(fields, "at").value_or(TimePoint{});
  event.reason = text(fields, "reason");
  out.events.push_back(event);
}

void add_line(const std::string& line, audit::Evidence& out) {
  std::istringstream words(line);
  std::string kind, name;
  words >> kind;
  if (kind == "run") return add_run(words, out);
  if (kind == "outer") return add_outer(words, out);
  if (kind == "task") return add_task(words, out);
  if (kind == "attempt") return add_attempt(words, out);
  if (kind == "event") return add_event(words, out);
  if (kind == "slots") {
    words >> name;
    words >> out.limits[name];
    return;
  }
  if (kind == "skew") {
    std::int64_t ms = 0;
    words >> ms;
    out.skew = Millis(ms);
    return;
  }
  const bool late = kind == "late";
  auto entry = audit::parse_ledger_line(late ? std::string_view(line).substr(5) : line);
  if (!entry) throw std::runtime_error("not understood: " + line);
  entry->early = !late;
  out.has_ledger = true;
  out.ledger.push_back(*entry);
}

void take_away(std::vector<std::string>& lines, const std::string& beginning) {
  const auto fits = [&](const std::string& line) { return (line + " ").starts_with(beginning + " "); };
  const auto found = std::count_if(lines.begin(), lines.end(), fits);
  if (found != 1) throw std::runtime_error(std::to_string(found) + " lines begin with: " + beginning);
  lines.erase(std::find_if(lines.begin(), lines.end(), fits));
}

Expected expected_of(const std::string& line) {
  std::istringstream words(line.substr(7));
  Expected expected;
  std::string invariant;
  words >> invariant >> expected.run;
  std::getline(words >> std::ws, expected.words);
  expected.invariant = std::stoi(invariant.substr(1));
  return expected;
}

}  // namespace

AuditCase read_audit_case(const std::string& folder, const std::string& file) {
  std::vector<std::string> log, added;
  AuditCase made;
  for (const std::string& line : lines_of(file)) {
    if (line.starts_with("base ")) {
      log = lines_of(folder + "/base/" + line.substr(5) + ".txt");
    } else if (line.starts_with("- ")) {
      take_away(log, line.substr(2));
    } else if (line.starts_with("+ ")) {
      added.push_back(line.substr(2));
    } else if (line.starts_with("expect ")) {
      made.expected.push_back(expected_of(line));
    } else {
      throw std::runtime_error("not understood: " + line);
    }
  }
  log.insert(log.end(), added.begin(), added.end());
  for (const std::string& line : log) add_line(line, made.evidence);
  const auto earlier = [](const EventRecord& a, const EventRecord& b) { return a.seq < b.seq; };
  std::sort(made.evidence.events.begin(), made.evidence.events.end(), earlier);
  const auto twin = std::adjacent_find(made.evidence.events.begin(), made.evidence.events.end(),
                                       [&](const EventRecord& a, const EventRecord& b) { return !earlier(a, b); });
  if (twin != made.evidence.events.end()) throw std::runtime_error("event " + std::to_string(twin->seq) + " twice");
  return made;
}

}  // namespace aiep::test
