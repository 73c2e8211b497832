#include "datachecker/dialect/entries.h"

#include <algorithm>

#include "core/base/catalogue.h"
#include "core/base/messages/check_dialect.h"
#include "core/dates/expand.h"

namespace aiep::check {
namespace {

constexpr const char* kPrefixes[] = {"node.conf.runtime.", "node.conf.startup.", "node.conf.special."};

bool is_secret(const Entry& entry) {
  const Meaning meaning = entry.rule != nullptr ? entry.rule->meaning : Meaning::no_effect;
  if (meaning == Meaning::metastore_password || meaning == Meaning::password_key || meaning == Meaning::mask_token) {
    return true;
  }
  for (const char* word : {"password", "token", "secret", "private.key"}) {
    if (entry.name.find(word) != std::string::npos) return true;
  }
  return false;
}

Words words_of(const Error& error) { return {render_text(error, Lang::en), render_text(error, Lang::zh)}; }

/// Names between `${` and `}`, without arithmetic.
void collect_names(const std::string& text, std::set<std::string>& names) {
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) return;
    std::string name = text.substr(at + 2, end - at - 2);
    std::erase(name, ' ');
    names.insert(name);
    names.insert(name.substr(0, name.find_first_of("+-*/")));
  }
}

/// Numbers by size, before other texts; no suffix before all.
bool comes_before(const std::string& a, const std::string& b) {
  const auto is_number = [](const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  };
  const auto rank = [&](const std::string& text) { return text.empty() ? 0 : is_number(text) ? 1 : 2; };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (rank(a) != 1) return a < b;
  const auto bare = [](const std::string& text) {
    return text.substr(std::min(text.find_first_not_of('0'), text.size()));
  };
  const std::string x = bare(a), y = bare(b);
  return x.size() != y.size() ? x.size() < y.size() : x != y ? x < y : a < b;
}

}  // namespace

std::string Entry::text() const {
  std::string out = value.text;
  std::erase(out, ' ');
  const std::size_t from = out.find_first_not_of("\t\r\n");
  return from == std::string::npos ? "" : out.substr(from, out.find_last_not_of("\t\r\n") + 1 - from);
}

Entries::Entries(const PropertyFile& file, const PlanOptions& options, FileDialect dialect)
    : file_(file), dialect_(dialect) {
  for (const Property& property : file.properties) add(property.key, property.value);
  for (Entry& entry : entries_) {
    if (entry.rule != nullptr && entry.rule->meaning == Meaning::extra_lines) split_extra_lines(entry);
  }
  replace_earlier();
  fill_all(options);
}

void Entries::add(PlacedText key, PlacedText value) {
  Entry entry;
  entry.name = key.text;
  if (dialect_ == FileDialect::dss) {
    for (const std::string prefix : kPrefixes) {
      std::string ignored;
      const std::string rest = entry.name.starts_with(prefix) ? entry.name.substr(prefix.size()) : "";
      if (!rest.empty() && find_rule(dialect_, rest, ignored) != nullptr) entry.name = rest;
    }
  }
  entry.rule = find_rule(dialect_, entry.name, entry.suffix);
  entry.report.key = key.text;
  entry.report.value = is_secret(entry) ? "***" : value.text;
  entry.report.place = file_.place(key.at.front());
  entry.key = std::move(key);
  entry.value = std::move(value);
  entries_.push_back(std::move(entry));
}

/// Rows at line breaks when there is one, else at semicolons; a row is split at its first `=`.
void Entries::split_extra_lines(Entry& lines) {
  const PlacedText& all = lines.value;
  const char separator = all.text.find('\n') != std::string::npos ? '\n' : ';';
  for (std::size_t from = 0; from < all.text.size();) {
    const std::size_t end = std::min(all.text.find(separator, from), all.text.size());
    const std::size_t start = std::min(all.text.find_first_not_of(" \t\r", from), end);
    const std::size_t equals = all.text.find('=', start);
    from = end + 1;
    if (start == end) continue;
    if (equals >= end) {
      refuse(lines, make_error(messages::kCheckValue,
                               {lines.name, all.text.substr(start, end - start), "check.object.N=… | source.type.N=…"})
                        .at(file_.place(all.at[start])));
      continue;
    }
    PlacedText key = all.part(start, equals - start);
    while (!key.text.empty() && (key.text.back() == ' ' || key.text.back() == '\t')) {
      key.text.pop_back();
      key.at.pop_back();
    }
    add(std::move(key), all.part(equals + 1, end - equals - 1));
  }
}

void Entries::replace_earlier() {
  std::map<std::string, Entry*> last;
  for (Entry& entry : entries_) {
    Entry*& known = last[entry.name];
    if (known != nullptr) {
      const std::string line = std::to_string(entry.report.place.line);
      idle(*known, {"replaced by line " + line, "被第 " + line + " 行替换"});
      known->rule = nullptr;
    }
    known = &entry;
  }
}

void Entries::fill_all(const PlanOptions& options) {
  std::map<std::string, std::string> variables;
  std::set<std::string> used;
  for (const Entry& entry : entries_) {
    if (entry.report.outcome == Outcome::no_effect) continue;
    if (entry.rule == nullptr) variables[entry.name] = entry.value.text;
    collect_names(entry.value.text, used);
  }
  for (const auto& [name, value] : options.variables) variables[name] = value;
  for (Entry& entry : entries_) {
    if (entry.report.outcome == Outcome::no_effect) continue;
    if (entry.rule == nullptr) {
      judge_unknown(entry, used);
    } else if (entry.rule->meaning == Meaning::no_effect) {
      idle(entry, {entry.rule->en, entry.rule->zh});
    } else {
      in_force_[{entry.rule->meaning, entry.suffix}] = &entry;
      if (entry.rule->meaning == Meaning::extra_lines) {
        if (entry.report.outcome == Outcome::honoured) {
          honour(entry, {"its rows count as keys of the file", "各行等同于文件中的键"});
        }
        continue;
      }
      auto value = fill(entry.value, options, variables);
      entry.filled = value.has_value();
      if (!value) {
        refuse(entry, value.error());
        continue;
      }
      entry.value = std::move(*value);
      if (!is_secret(entry)) entry.report.value = entry.value.text;
    }
  }
}

/// Piece by piece, so that each byte still knows where it comes from.
Result<PlacedText> Entries::fill(const PlacedText& value, const PlanOptions& options,
                                 const std::map<std::string, std::string>& variables) const {
  dates::Scope scope;
  scope.dates = options.dates;
  scope.dialect = dialect_ == FileDialect::dss ? dates::Dialect::linkis : dates::Dialect::schedulis;
  scope.variables = variables;
  PlacedText out;
  const std::string& text = value.text;
  for (std::size_t at = 0; at < text.size();) {
    const bool opens =
        text.compare(at, 2, "${") == 0 || text.compare(at, 2, "&{") == 0 || text.compare(at, 3, "$${") == 0;
    const std::size_t end = opens ? text.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      out.text += text[at];
      out.at.push_back(value.at[at]);
      ++at;
      continue;
    }
    auto piece = dates::expand(text.substr(at, end + 1 - at), scope, dates::Unknown::error);
    if (!piece) return std::move(piece.error()).at(file_.place(value.at[at]));
    out.text += *piece;
    out.at.resize(out.text.size(), value.at[at]);
    at = end + 1;
  }
  out.at.push_back(value.at.back());
  return out;
}

void Entries::judge_unknown(Entry& entry, const std::set<std::string>& used) {
  if (used.contains(entry.name)) {
    honour(entry, {"fills ${" + entry.name + "}", "用于替换 ${" + entry.name + "}"});
    return;
  }
  const FileDialect other = dialect_ == FileDialect::schedulis ? FileDialect::dss : FileDialect::schedulis;
  std::string suffix;
  const KeyRule* rule = find_rule(other, entry.name, suffix);
  const std::string mine = rule != nullptr ? name_of(dialect_, rule->meaning) : "";
  if (rule != nullptr && rule->meaning != Meaning::no_effect && !mine.empty()) {
    refuse(entry, make_error(messages::kCheckKeyOtherDialect,
                             {entry.name, to_string(dialect_), suffix.empty() ? mine : mine + "." + suffix}));
    return;
  }
  std::vector<std::string> names;
  const std::size_t dot = entry.name.rfind('.');
  const std::string number = dot == std::string::npos ? "" : entry.name.substr(dot);
  for (const auto& rules : {key_rules(dialect_), scheduler_rules()}) {
    for (const KeyRule& known : rules) {
      const std::string name = known.name;
      if (name.back() == '*') continue;
      names.push_back(name);
      if (is_numbered(known.meaning) && !number.empty()) names.push_back(name + number);
    }
  }
  const std::string near = nearest(entry.name, names);
  refuse(entry, near.empty() ? make_error(messages::kCheckKeyUnknown, {entry.name, to_string(dialect_)})
                             : make_error(messages::kCheckKeyUnknownNear, {entry.name, to_string(dialect_), near}));
}

Entry* Entries::find(Meaning meaning, const std::string& suffix) {
  const auto it = in_force_.find({meaning, suffix});
  return it == in_force_.end() ? nullptr : it->second;
}

std::vector<Entry*> Entries::numbered(Meaning meaning) {
  std::vector<Entry*> found;
  for (const auto& [key, entry] : in_force_) {
    if (key.first == meaning) found.push_back(entry);
  }
  std::sort(found.begin(), found.end(),
            [](const Entry* a, const Entry* b) { return comes_before(a->suffix, b->suffix); });
  return found;
}

std::string Entries::value(Meaning meaning) {
  if (Entry* entry = find(meaning)) return entry->text();
  for (const KeyRule& rule : key_rules(dialect_)) {
    if (rule.meaning == meaning && rule.fallback != nullptr) return rule.fallback;
  }
  return "";
}

void Entries::honour(Meaning meaning, Words effect) {
  if (Entry* entry = find(meaning)) {
    if (entry->report.outcome != Outcome::refused) honour(*entry, std::move(effect));
    return;
  }
  for (const KeyRule& rule : key_rules(dialect_)) {
    if (rule.meaning != meaning || rule.fallback == nullptr) continue;
    defaults_.push_back({rule.name, rule.fallback, {}, Outcome::honoured, std::move(effect)});
    return;
  }
}

void Entries::honour(Entry& entry, Words effect) const {
  entry.report.outcome = Outcome::honoured;
  entry.report.effect = std::move(effect);
}

void Entries::idle(Entry& entry, Words why) const {
  entry.report.outcome = Outcome::no_effect;
  entry.report.effect = std::move(why);
}

void Entries::refuse(Entry& entry, const Error& error) {
  entry.report.outcome = Outcome::refused;
  entry.report.effect = words_of(error);
  Error placed = error;
  if (placed.place.line == 0) placed.place = entry.report.place;
  errors.push_back(std::move(placed));
}

void Entries::refuse_value(Meaning meaning, const char* expected) {
  Entry* entry = find(meaning);
  if (entry == nullptr || !entry->filled) return;
  refuse(*entry, make_error(messages::kCheckValue, {entry->name, entry->text(), expected})
                     .at(file_.place(entry->value.at.front())));
}

std::vector<KeyReport> Entries::reports() && {
  std::vector<KeyReport> all;
  for (Entry& entry : entries_) all.push_back(std::move(entry.report));
  for (KeyReport& report : defaults_) all.push_back(std::move(report));
  return all;
}

}  // namespace aiep::check
