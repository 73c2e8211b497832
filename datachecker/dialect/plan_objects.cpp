#include "datachecker/dialect/plan_objects.h"

#include <algorithm>
#include <charconv>

#include "core/base/ascii.h"
#include "core/base/messages/check_dialect.h"
#include "datachecker/dialect/objects.h"
#include "datachecker/object.h"
#include "datachecker/rung_text.h"

namespace aiep::check {
namespace {

bool has_capitals(const std::string& text) { return ascii_lower(text) != text; }

/// `newest`, `any`, `count>=3`, `all:hh=00,12`, `hours:hh`.
struct MatchChoice {
  Match match = Match::newest;
  std::int64_t at_least = 1;
  std::string key;  ///< of the level that `values` spread out
  std::vector<std::string> values;
};

std::optional<MatchChoice> parse_match(const std::string& text) {
  MatchChoice choice;
  if (text == "newest") return choice;
  choice.match = Match::any;
  if (text == "any") return choice;
  const std::string count = "count>=";
  if (text.starts_with(count)) {
    choice.match = Match::count;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + count.size(), end, choice.at_least);
    return error == std::errc{} && stop == end && choice.at_least > 0 ? std::optional(choice) : std::nullopt;
  }
  choice.match = Match::newest;
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string word = text.substr(0, colon), rest = text.substr(colon + 1);
  const std::size_t equals = std::min(rest.find('='), rest.size());
  choice.key = ascii_lower(rest.substr(0, equals));
  const bool is_name = choice.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  if (choice.key.empty() || !is_name || (word == "hours") == (equals < rest.size())) return std::nullopt;
  if (word == "hours") {
    for (int hour = 0; hour < 24; ++hour) choice.values.push_back((hour < 10 ? "0" : "") + std::to_string(hour));
    return choice;
  }
  for (std::size_t from = equals + 1; word == "all" && from <= rest.size();) {
    const std::size_t comma = std::min(rest.find(',', from), rest.size());
    if (comma == from) return std::nullopt;
    choice.values.push_back(rest.substr(from, comma - from));
    from = comma + 1;
  }
  return choice.values.empty() ? std::nullopt : std::optional(choice);
}

class Objects {
 public:
  Objects(Entries& entries, CheckPlan& plan) : entries_(entries), plan_(plan) {}

  void read() {
    rules_.dialect = plan_.dialect;
    read_hourly();
    read_step();
    keep_case_ = read_case();
    const std::vector<Entry*> objects = entries_.numbered(Meaning::object);
    for (Entry* entry : objects) read_object(*entry);
    finish_switches();
    drop_orphans();
    if (!objects.empty()) return;
    Place place;
    place.file = entries_.file().name;
    const std::string name = name_of(plan_.dialect, Meaning::object);
    entries_.errors.push_back(make_error(messages::kCheckNoObjects, {name}).at(place));
  }

 private:
  void read_hourly() {
    const std::string word = ascii_lower(entries_.value(Meaning::hourly));
    if (!word.empty() && word != "true" && word != "false") entries_.refuse_value(Meaning::hourly, "true | false");
    rules_.hourly = word == "true";
  }

  void read_step() {
    if (entries_.find(Meaning::range_step) == nullptr) return;
    const auto step = parse_range_step(entries_.value(Meaning::range_step));
    if (!step) return entries_.refuse_value(Meaning::range_step, "n-day | n-week | n-month");
    rules_.step = *step;
  }

  bool read_case() {
    const std::string word = ascii_lower(entries_.value(Meaning::ignore_case));
    if (!word.empty() && word != "true" && word != "false") entries_.refuse_value(Meaning::ignore_case, "true | false");
    entries_.honour(Meaning::ignore_case,
                    word == "false" ? Words{"database and table must stand in small letters, as the metastore "
                                            "keeps them; values are always compared exactly",
                                            "库名和表名须写成元数据库保存的小写形式；分区值始终精确比较"}
                                    : Words{"database, table and keys in small letters, values exactly",
                                            "库名、表名和分区键转为小写，分区值精确比较"});
    return word == "false";
  }

  void read_object(Entry& entry) {
    if (!entry.filled) return;
    auto written = write_out(entries_.file(), entry.value, rules_);
    if (!written) return entries_.refuse(entry, written.error());
    if (keep_case_ && has_capitals(entry.text().substr(0, entry.text().find('{')))) {
      return entries_.refuse(entry, make_error(messages::kCheckCaseKept, {entry.text()}));
    }
    ranges_ = ranges_ || written->range;
    hours_ = hours_ || written->hours;
    // A range takes the source of the key without number, as Schedulis does.
    const std::string suffix = written->range ? "" : entry.suffix;
    Entry* type = own(Meaning::source_type, suffix, suffix.empty());
    const auto source = read_source(type, written->database_as_written);
    Entry* match_entry = own(Meaning::match, entry.suffix, true);
    Entry* rung_entry = own(Meaning::rung, entry.suffix, true);
    const auto match = match_entry == nullptr ? std::optional(MatchChoice{}) : parse_match(match_entry->text());
    const auto rung = rung_entry == nullptr ? std::optional(RungChoice{}) : parse_rung(rung_entry->text());
    if (!match) refuse_once(match_entry, "newest | any | count>=N | all:KEY=V,V | hours:KEY");
    if (!rung) refuse_once(rung_entry, "exists | stats | done-flag | files | stable:10m | rows:N");
    say_object(entry, *written, source ? source->first : SourceKind::metastore);
    if (!source || !match || !rung) return;
    const std::vector<spi::ObjectQuestion> questions = spread(written->questions, *match);
    for (const spi::ObjectQuestion& question : questions) {
      // What was added may repeat a key or make the name longer than one can be.
      if (auto possible = parse_object(to_text(question)); !possible) return entries_.refuse(entry, possible.error());
    }
    for (const spi::ObjectQuestion& question : questions) {
      PlannedObject object{question, entry.report.key, source->first, source->second, match->match, match->at_least};
      object.question.rung = rung->rung;
      object.question.rung_argument = rung->argument;
      plan_.objects.push_back(std::move(object));
    }
    limit(entry);
  }

  void limit(Entry& entry) {
    if (plan_.objects.size() <= kMostObjects) return;
    entries_.refuse(entry, make_error(messages::kCheckTooMany,
                                      {std::to_string(plan_.objects.size()), std::to_string(kMostObjects)}));
    plan_.objects.resize(kMostObjects);
  }

  static std::vector<spi::ObjectQuestion> spread(const std::vector<spi::ObjectQuestion>& questions,
                                                 const MatchChoice& match) {
    if (match.values.empty()) return questions;
    std::vector<spi::ObjectQuestion> all;
    for (const spi::ObjectQuestion& question : questions) {
      for (const std::string& value : match.values) {
        all.push_back(question);
        all.back().spec.emplace_back(match.key, value);
      }
    }
    return all;
  }

  /// The key with this number; or else the one without, where that is a default for all.
  Entry* own(Meaning meaning, const std::string& suffix, bool fall_back) {
    Entry* entry = entries_.find(meaning, suffix);
    if (entry == nullptr && fall_back) entry = entries_.find(meaning);
    if (entry != nullptr) used_.insert(entry);
    return entry;
  }

  void refuse_once(Entry* entry, const char* expected) {
    if (entry->report.outcome == Outcome::refused) return;
    entries_.refuse(*entry, make_error(messages::kCheckValue, {entry->name, entry->text(), expected}));
  }

  std::optional<std::pair<SourceKind, Words>> read_source(Entry* entry, const std::string& database) {
    const bool dss = plan_.dialect == FileDialect::dss;
    if (entry == nullptr || entry->text().empty()) {
      if (entry != nullptr) entries_.idle(*entry, {"empty: the name of the database decides", "空值：由库名决定"});
      const std::string& name = dss ? database : ascii_lower(database);
      if (name.find("_ods") == std::string::npos) {
        return std::pair(SourceKind::metastore, Words{"the database's name has no _ods", "库名不含 _ods"});
      }
      return std::pair(SourceKind::mask, Words{"the database's name has _ods", "库名含 _ods"});
    }
    const std::string word = ascii_lower(entry->text());
    const bool metastore = word == "job" || (dss && word == "hivedb");
    if (!metastore && word != "bdp" && !(dss && word == "maskdb")) {
      refuse_once(entry, dss ? "hivedb | job | maskdb | bdp" : "job | bdp");
      return std::nullopt;
    }
    entries_.honour(*entry, metastore ? Words{"asks the metastore", "查询元数据库"}
                                      : Words{"asks the mask service", "查询脱敏服务"});
    return std::pair(metastore ? SourceKind::metastore : SourceKind::mask, Words{entry->name, entry->name});
  }

  void say_object(Entry& entry, const WrittenOut& written, SourceKind source) const {
    const std::string count = std::to_string(written.questions.size());
    Words effect = written.range   ? Words{"a range: " + count + " objects", "范围：" + count + " 个对象"}
                   : written.hours ? Words{"24 hours: one object each", "24 小时：每小时一个对象"}
                                   : Words{"one object", "一个对象"};
    if (written.questions.front().spec.empty() && source == SourceKind::metastore) {
      effect.en += "; on a table with partitions the newest one (the old checker asked for the table only)";
      effect.zh += "；分区表检查最新分区（旧检查器只看表是否存在）";
    }
    if (plan_.dialect == FileDialect::dss && has_capitals(entry.text().substr(0, entry.text().find('{')))) {
      effect.en += "; names are put into small letters (the old checker took them as written and never found them)";
      effect.zh += "；名称转为小写（旧检查器按原样查找，永远找不到）";
    }
    entries_.honour(entry, std::move(effect));
  }

  void finish_switches() {
    const Words none{"there is no object that it could apply to", "没有适用的对象"};
    if (Entry* entry = entries_.find(Meaning::hourly); entry != nullptr && entry->report.outcome != Outcome::refused) {
      if (rules_.hourly && !hours_) {
        entries_.idle(*entry, none);
      } else {
        entries_.honour(*entry, rules_.hourly ? Words{"a partition of one level becomes ph=00 to ph=23 below it",
                                                      "单级分区展开为其下的 ph=00 到 ph=23"}
                                              : Words{"nothing is added to a partition", "不展开分区"});
      }
    }
    if (Entry* entry = entries_.find(Meaning::range_step);
        entry != nullptr && entry->report.outcome != Outcome::refused) {
      if (ranges_) entries_.honour(*entry, {"step of the ranges", "范围的步长"});
      if (!ranges_) entries_.idle(*entry, none);
    }
    if (entries_.find(Meaning::rung) == nullptr) {
      entries_.honour(Meaning::rung, {"there when it is registered, even empty: what both old checkers mean",
                                      "已登记即算到达，即使为空：与两种旧检查器一致"});
    }
    for (Entry* entry : entries_.numbered(Meaning::rung)) {
      if (entry->report.outcome == Outcome::honoured)
        entries_.honour(*entry, {"how far data is proved", "证明有数据的程度"});
    }
    for (Entry* entry : entries_.numbered(Meaning::match)) {
      if (entry->report.outcome == Outcome::honoured) {
        entries_.honour(*entry, {"what leading levels alone ask for", "只给出前几级时的含义"});
      }
    }
  }

  /// `source.type.02` does not belong to `data.object.2`.
  void drop_orphans() {
    for (const Meaning meaning : {Meaning::source_type, Meaning::rung, Meaning::match}) {
      for (Entry* entry : entries_.numbered(meaning)) {
        if (used_.contains(entry) || entry->report.outcome == Outcome::refused) continue;
        const std::string name =
            name_of(plan_.dialect, Meaning::object) + (entry->suffix.empty() ? "" : "." + entry->suffix);
        entries_.idle(*entry, {"no object takes it: `" + name + "` is absent, is a range or was refused",
                               "没有对象使用它：`" + name + "` 不存在、是范围或已被拒绝"});
      }
    }
  }

  Entries& entries_;
  CheckPlan& plan_;
  ObjectRules rules_;
  bool keep_case_ = false, ranges_ = false, hours_ = false;
  std::set<const Entry*> used_;
};

}  // namespace

void plan_objects(Entries& entries, CheckPlan& plan) { Objects(entries, plan).read(); }

}  // namespace aiep::check
