#include "datachecker/metastore_db/sweep.h"

#include "core/base/messages/checker.h"
#include "datachecker/object.h"
#include "datachecker/typed_value.h"

namespace aiep::check::metastore {
namespace {

using spi::ObjectAnswer;
using spi::Rung;
using spi::Verdict;

constexpr std::size_t kLongestValue = 256, kLongestName = 767;  // characters, of the columns

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

template <class Item>
void decide(Item& item, Verdict verdict, const std::string& why) {
  ObjectAnswer answer;
  answer.verdict = verdict;
  answer.rung = check::to_string(item.question.rung);
  answer.evidence = why;
  if (verdict == Verdict::absent) answer.missing = to_text(item.question) + " (" + why + ")";
  item.answer = std::move(answer);
}

std::string cannot_hold(const char* what, Charset charset) {
  return std::string("the metastore keeps ") + what + " in " + to_string(charset) + ", which cannot hold this one";
}

std::string names_of(const std::vector<Key>& keys) {
  std::string out;
  for (const Key& key : keys) out += (out.empty() ? "`" : ", `") + key.name + "`";
  return out;
}

}  // namespace

Sweep::Sweep(Session& session, const Schema& schema, const MetastoreDbOptions& options,
             const std::vector<spi::ObjectQuestion>& questions)
    : session_(session),
      schema_(schema),
      options_(options),
      tables_(session, schema, options.catalog),
      partitions_(session) {
  for (const spi::ObjectQuestion& question : questions) {
    items_.emplace_back();
    items_.back().question = folded(question);
  }
}

Status Sweep::find() {
  std::set<Tables::Name> names;
  for (Item& item : items_) {
    if (ready(item) && in_columns(item)) names.insert(item.name);
  }
  if (Status status = tables_.load(names); !status) return status;
  std::set<std::int64_t> with_params;
  for (Item& item : items_) {
    if (!item.answer) judge_table(item);
    if (item.answer) continue;
    const bool explains = item.table->keys.empty() && !item.question.spec.empty();
    if (explains || item.question.rung == Rung::stats) with_params.insert(item.table->id);
  }
  if (Status status = tables_.load_params(with_params); !status) return status;
  for (Item& item : items_) {
    if (!item.answer) read_spec(item);
  }
  if (Status status = partitions_.load(); !status) return status;
  for (Item& item : items_) {
    if (!item.answer) pick(item);
  }
  return {};
}

/// Whether the question as such can be answered here.
bool Sweep::ready(Item& item) const {
  const spi::ObjectQuestion& question = item.question;
  if (question.rung != Rung::exists && question.rung != Rung::stats) {
    decide(item, Verdict::refused,
           make_error(messages::kCheckRung, {check::to_string(question.rung), "a metastore database", "exists, stats"})
               .message());
    return false;
  }
  bool sound = is_utf8(question.database) && is_utf8(question.table);
  for (const auto& [key, value] : question.spec) sound = sound && is_utf8(key) && is_utf8(value.value_or(""));
  if (!sound) decide(item, Verdict::refused, "a name or value of the object is not valid UTF-8");
  return sound;
}

bool Sweep::in_columns(Item& item) const {
  const auto name_in = [&](Charset charset, const std::string& text, const char* what) {
    auto encoded = encode(charset, text);
    if (!encoded) {
      decide(item, charset == Charset::other ? Verdict::unknown : Verdict::absent, cannot_hold(what, charset));
    }
    return encoded;
  };
  auto database = name_in(schema_.database, item.question.database, "database names");
  if (!database) return false;
  auto table = name_in(schema_.table, item.question.table, "table names");
  if (!table) return false;
  item.name = {std::move(*database), std::move(*table)};
  return true;
}

void Sweep::judge_table(Item& item) {
  item.table = tables_.find(item.name);
  if (item.table == nullptr && tables_.is_remote(item.name.first)) {
    decide(item, Verdict::refused, "the database belongs to another system; its tables are not in the metastore");
  } else if (item.table == nullptr) {
    decide(item, Verdict::absent, "no such table");
  } else if (item.table->kind == "VIRTUAL_VIEW" && options_.deny_views) {
    decide(item, Verdict::refused, "it is a view, and views are not allowed here");
  } else if (item.table->kind == "VIRTUAL_VIEW" && item.question.rung == Rung::stats) {
    decide(item, Verdict::unknown, "it is a view; the metastore only knows that it exists");
  }
}

void Sweep::read_spec(Item& item) {
  const std::vector<Key>& keys = item.table->keys;
  if (item.question.spec.empty()) {
    if (keys.empty() || item.table->kind == "VIRTUAL_VIEW") return;
    item.newest_below = "";
    partitions_.want_newest(item.table->id, "");
    return;
  }
  if (keys.empty()) {
    decide(item, Verdict::refused,
           table_kind(item.table->kind, item.table->params) == TableKind::iceberg
               ? "it is an Iceberg table, whose partitions are not in the metastore; ask for the table"
               : "the table has no partitions; ask for the table");
    return;
  }
  if (order_levels(item)) want_partition(item);
}

/// Puts the levels into the table's order. False = answered: refused.
bool Sweep::order_levels(Item& item) const {
  const std::vector<Key>& keys = item.table->keys;
  auto& spec = item.question.spec;
  decltype(item.question.spec) ordered;
  for (const Key& key : keys) {
    const auto level = std::find_if(spec.begin(), spec.end(), [&](const auto& one) { return one.first == key.name; });
    if (level == spec.end()) break;
    ordered.push_back(*level);
  }
  const bool all_known = std::all_of(spec.begin(), spec.end(), [&](const auto& level) {
    return std::any_of(keys.begin(), keys.end(), [&](const Key& key) { return key.name == level.first; });
  });
  if (ordered.size() != spec.size()) {
    decide(item, Verdict::refused,
           "the table's partition keys are " + names_of(keys) +
               (all_known ? "; the object does not give the first ones once each" : "; the object has others"));
    return false;
  }
  if (ordered.size() < keys.size() && !options_.newest_of_partial) {
    decide(item, Verdict::refused,
           "the table's partition keys are " + names_of(keys) + "; the object leaves out `" +
               keys[ordered.size()].name + "`, and nothing says how many of the partitions below have to be there");
    return false;
  }
  spec = std::move(ordered);
  return true;
}

void Sweep::want_partition(Item& item) {
  const bool whole = item.question.spec.size() == item.table->keys.size();
  for (const auto& [key, value] : item.question.spec) {
    if (characters(value.value_or("")) > kLongestValue) {
      decide(item, Verdict::absent, "a value is longer than the metastore can store");
      return;
    }
  }
  if (characters(partition_name(item.question)) > kLongestName) {
    decide(item, Verdict::absent, "the partition's name is longer than the metastore can store");
    return;
  }
  const auto exact = stored_name(item, false);
  if (!exact) {
    decide(item, schema_.partition == Charset::other ? Verdict::unknown : Verdict::absent,
           cannot_hold("partition names", schema_.partition));
    return;
  }
  if (!whole) {
    item.newest_below = *exact + "/";
    partitions_.want_newest(item.table->id, *item.newest_below);
    return;
  }
  item.wanted.push_back(*exact);
  if (const auto spelled = stored_name(item, true); spelled && spelled != exact) item.wanted.push_back(*spelled);
  for (const std::string& name : item.wanted) partitions_.want(item.table->id, name);
}

std::optional<std::string> Sweep::stored_name(const Item& item, bool as_engines) const {
  spi::ObjectQuestion question = item.question;
  for (std::size_t i = 0; as_engines && i < question.spec.size(); ++i) {
    auto& value = question.spec[i].second;
    if (!value) continue;
    if (auto spelled = engine_spelling(item.table->keys[i].type, *value)) value = std::move(*spelled);
  }
  return encode(schema_.partition, partition_name(question));
}

void Sweep::pick(Item& item) const {
  if (item.newest_below) {
    item.partition = partitions_.newest(item.table->id, *item.newest_below);
    if (!item.partition) decide(item, Verdict::absent, "no partition yet");
    return;
  }
  for (const std::string& name : item.wanted) {
    item.partition = partitions_.find(item.table->id, name);
    if (item.partition) return;
  }
  if (!item.wanted.empty()) decide(item, Verdict::absent, "no such partition");
}

std::string Sweep::words_for(const Item& item) const {
  if (!item.partition) return item.table->kind == "VIRTUAL_VIEW" ? "the view is registered" : "the table is registered";
  const std::string name = decode(schema_.partition, item.partition->name);
  if (item.newest_below) return "newest partition " + name + " is registered";
  return (item.partition->name == item.wanted.front() ? "the partition" : "the partition, spelled " + name + ",") +
         " is registered";
}

Result<std::vector<ObjectAnswer>> Sweep::judge() {
  if (Status status = load_evidence(); !status) return status.error();
  std::vector<ObjectAnswer> answers;
  for (Item& item : items_) {
    if (!item.answer && item.question.rung == Rung::exists) decide(item, Verdict::present, words_for(item));
    if (!item.answer) {
      const Evidence seen = judge_item(item);
      decide(item, seen.verdict, words_for(item) + "; " + seen.words);
    }
    answers.push_back(std::move(*item.answer));
  }
  return answers;
}

Status Sweep::load_evidence() {
  std::set<std::int64_t> plain;
  std::set<Written> tables, partitions;
  for (const Item& item : items_) {
    if (item.answer || item.question.rung != Rung::stats) continue;
    const TableKind kind = table_kind(item.table->kind, item.table->params);
    if (kind == TableKind::plain && item.partition) plain.insert(item.partition->id);
    if (kind != TableKind::transactional || !schema_.writes) continue;
    if (const auto one = written(item)) (one->partition.empty() ? tables : partitions).insert(*one);
  }
  auto params = load_partition_params(session_, plain);
  if (!params) return params.error();
  params_ = std::move(*params);
  for (const auto& wanted : {tables, partitions}) {
    const Status status = load_writes(session_, {wanted.begin(), wanted.end()}, writes_);
    if (!status) return status;
  }
  return {};
}

std::optional<Written> Sweep::written(const Item& item) const {
  const auto database = encode(schema_.written, item.question.database);
  const auto table = encode(schema_.written, item.question.table);
  const auto partition =
      encode(schema_.written, item.partition ? decode(schema_.partition, item.partition->name) : std::string());
  if (!database || !table || !partition) return std::nullopt;
  return Written{*database, *table, *partition};
}

Evidence Sweep::judge_item(const Item& item) const {
  const TableKind kind = table_kind(item.table->kind, item.table->params);
  if (kind == TableKind::transactional) return judge_transactions(item);
  if (!item.partition) return judge_stats(kind, item.table->params, item.table->params);
  const auto params = params_.find(item.partition->id);
  return judge_stats(kind, item.table->params, params == params_.end() ? Params{} : params->second);
}

Evidence Sweep::judge_transactions(const Item& item) const {
  const auto key = written(item);
  if (!schema_.writes || !key) return {Verdict::unknown, "this schema does not tell which writes are committed"};
  if (writes_.committed.count(*key) > 0) return {Verdict::present, "a write was committed"};
  const auto states = writes_.uncommitted.find(*key);
  if (states == writes_.uncommitted.end()) {
    return {Verdict::unknown, "the metastore no longer knows of any write to it"};
  }
  const bool open = states->second.find('o') != std::string::npos;
  return {Verdict::absent, open ? "its write is not committed yet" : "its write was aborted"};
}

Result<std::vector<std::optional<std::string>>> Sweep::locate() {
  std::set<std::int64_t> tables, partitions;
  for (const Item& item : items_) {
    if (item.answer) continue;
    (item.partition ? partitions : tables).insert(item.partition ? item.partition->id : item.table->id);
  }
  auto of_tables = load_locations(session_, tables, find_table_locations);
  if (!of_tables) return of_tables.error();
  auto of_partitions = load_locations(session_, partitions, find_partition_locations);
  if (!of_partitions) return of_partitions.error();
  std::vector<std::optional<std::string>> out;
  for (const Item& item : items_) {
    out.emplace_back();
    if (item.answer) continue;
    const auto& places = item.partition ? *of_partitions : *of_tables;
    const auto at = places.find(item.partition ? item.partition->id : item.table->id);
    if (at != places.end()) out.back() = decode(schema_.location, at->second);
  }
  return out;
}

}  // namespace aiep::check::metastore
