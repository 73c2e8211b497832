#include "datachecker/metastore_thrift/sweep.h"

#include <algorithm>

#include "core/base/ascii.h"
#include "core/base/messages/checker.h"
#include "datachecker/object.h"
#include "datachecker/typed_value.h"

namespace aiep::check::hms {
namespace {

TableKind kind_of(const Table& table) { return table_kind(table.kind, table.params); }

using spi::ObjectAnswer;
using spi::ObjectQuestion;
using spi::Rung;
using spi::Verdict;

constexpr std::size_t kLongestValue = 256, kLongestName = 767;  // characters, of the schema's columns
constexpr const char* kTooLate = "the time of the batch was over before it was asked";

template <class Item>
void decide(Item& item, Verdict verdict, const std::string& why) {
  ObjectAnswer answer;
  answer.verdict = verdict;
  answer.rung = to_string(item.question.rung);
  answer.evidence = why;
  if (verdict == Verdict::absent) answer.missing = to_text(item.question) + " (" + why + ")";
  item.answer = std::move(answer);
}

ObjectQuestion folded(ObjectQuestion question) {
  question.database = ascii_lower(std::move(question.database));
  question.table = ascii_lower(std::move(question.table));
  for (auto& level : question.spec) level.first = ascii_lower(std::move(level.first));
  return question;
}

std::string names_of(const std::vector<std::string>& keys) {
  std::string out;
  for (const std::string& key : keys) out += (out.empty() ? "`" : ", `") + key + "`";
  return out;
}

}  // namespace

Sweep::Sweep(Servers& servers, std::map<std::size_t, Doubts>& doubts, const MetastoreThriftOptions& options,
             const std::vector<ObjectQuestion>& questions)
    : servers_(servers), all_doubts_(doubts), options_(options) {
  for (const ObjectQuestion& question : questions) {
    items_.emplace_back();
    items_.back().question = folded(question);
  }
}

Result<std::vector<ObjectAnswer>> Sweep::run() {
  for (Item& item : items_) ready(item);
  if (Status status = load_tables(); !status) return status.error();
  for (Item& item : items_) {
    if (!item.answer) judge_table(item);
    if (!item.answer) read_spec(item);
  }
  if (Status status = load_newest(); !status) return status.error();
  if (Status status = load_partitions(); !status) return status.error();
  // Last, because each of these may cost half a minute.
  if (Status status = load_wide_partitions(); !status) return status.error();
  std::vector<ObjectAnswer> answers;
  for (Item& item : items_) {
    if (!item.answer) judge(item);
    answers.push_back(std::move(*item.answer));
  }
  return answers;
}

/// Whether the question as such can be answered here.
void Sweep::ready(Item& item) const {
  const ObjectQuestion& question = item.question;
  bool sound = width_of(question.database) != Width::invalid && width_of(question.table) != Width::invalid;
  for (const auto& [key, value] : question.spec) {
    sound = sound && width_of(key) != Width::invalid && width_of(value.value_or("")) != Width::invalid;
  }
  if (question.rung != Rung::exists && question.rung != Rung::stats) {
    decide(item, Verdict::refused,
           make_error(messages::kCheckRung, {to_string(question.rung), "a metastore", "exists, stats"}).message());
  } else if (!sound) {
    decide(item, Verdict::refused, "a name or value of the object is not valid UTF-8");
  } else if (question.database.empty() || question.table.empty()) {
    decide(item, Verdict::absent, "no such table");
  }
}

void Sweep::judge_table(Item& item) const {
  const Found<Table>& found = tables_.at({item.question.database, item.question.table});
  if (!found.unknown.empty()) {
    decide(item, Verdict::unknown, found.unknown);
  } else if (!found.value) {
    decide(item, Verdict::absent, found.cannot.empty() ? "no such table" : found.cannot);
  } else if (kind_of(*found.value) == TableKind::view && options_.deny_views) {
    decide(item, Verdict::refused, "it is a view, and views are not allowed here");
  } else if (kind_of(*found.value) == TableKind::view && item.question.rung == Rung::stats) {
    decide(item, Verdict::unknown, "it is a view; the metastore only knows that it exists");
  }
}

void Sweep::read_spec(Item& item) const {
  const Table& table = *tables_.at({item.question.database, item.question.table}).value;
  if (item.question.spec.empty()) {
    item.newest = !table.keys.empty() && kind_of(table) != TableKind::view;
    return;
  }
  if (table.keys.empty()) {
    decide(item, Verdict::refused,
           kind_of(table) == TableKind::iceberg
               ? "it is an Iceberg table, whose partitions are not in the metastore; ask for the table"
               : "the table has no partitions; ask for the table");
    return;
  }
  if (!order_levels(item, table)) return;
  const bool too_long = std::any_of(item.question.spec.begin(), item.question.spec.end(), [](const auto& level) {
    return characters(level.second.value_or("")) > kLongestValue;
  });
  const std::string name = partition_name(item.question);
  if (too_long || characters(name) > kLongestName) {
    decide(item, Verdict::absent, "a value or the whole name is longer than the metastore can store");
  } else if (item.question.spec.size() < table.keys.size()) {
    item.newest = true;
  } else {
    item.wanted = name;
    ObjectQuestion as_engines = item.question;
    for (std::size_t i = 0; i < table.types.size(); ++i) {
      auto& value = as_engines.spec[i].second;
      if (value) value = engine_spelling(table.types[i], *value).value_or(*value);
    }
    const std::string spelled = partition_name(as_engines);
    if (spelled != name) item.spelled = spelled;
  }
}

/// Puts the levels into the table's order. False = answered: refused.
bool Sweep::order_levels(Item& item, const Table& table) const {
  auto& spec = item.question.spec;
  decltype(item.question.spec) ordered;
  for (const std::string& key : table.keys) {
    const auto level =
        std::find_if(spec.begin(), spec.end(), [&](const auto& one) { return one.first == ascii_lower(key); });
    if (level == spec.end()) break;
    ordered.push_back(*level);
  }
  const std::string keys = "the table's partition keys are " + names_of(table.keys) + "; ";
  if (ordered.size() != spec.size()) {
    const bool all_known = std::all_of(spec.begin(), spec.end(), [&](const auto& level) {
      return std::any_of(table.keys.begin(), table.keys.end(),
                         [&](const std::string& key) { return ascii_lower(key) == level.first; });
    });
    decide(item, Verdict::refused,
           keys + (all_known ? "the object does not give the first ones once each" : "the object has others"));
    return false;
  }
  if (ordered.size() < table.keys.size() && !options_.newest_of_partial) {
    decide(item, Verdict::refused,
           keys + "the object leaves out `" + table.keys[ordered.size()] +
               "`, and nothing says how many of the partitions below have to be there");
    return false;
  }
  spec = std::move(ordered);
  return true;
}

void Sweep::judge(Item& item) const {
  const Name name{item.question.database, item.question.table};
  const Table& table = *tables_.at(name).value;
  const Partition* partition = nullptr;
  std::string words = kind_of(table) == TableKind::view ? "the view is registered" : "the table is registered";
  if (!item.wanted.empty()) {
    const Found<Partition>* one = &partitions_.at(name).at(item.wanted);
    const bool other = !item.spelled.empty() && !one->value && one->unknown.empty();
    if (other) one = &partitions_.at(name).at(item.spelled);
    const Found<Partition>& found = *one;
    if (!found.unknown.empty()) return decide(item, Verdict::unknown, found.unknown);
    if (!found.value) {
      return decide(item, Verdict::absent, found.cannot.empty() ? "no such partition" : found.cannot);
    }
    partition = &*found.value;
    words = item.newest ? "the newest partition " + item.wanted
            : other     ? "the partition, spelled " + item.spelled + ","
                        : std::string("the partition");
    words += " is registered";
  }
  if (item.question.rung == Rung::exists) return decide(item, Verdict::present, words);
  const Evidence seen =
      judge_stats(kind_of(table), table.params, partition == nullptr ? table.params : partition->params);
  decide(item, seen.verdict, words + "; " + seen.words);
}

Status Sweep::load_newest() {
  std::map<std::pair<Name, std::string>, std::string> known;
  for (Item& item : items_) {
    if (item.answer || !item.newest) continue;
    const Name name{item.question.database, item.question.table};
    const auto [at, is_new] = known.try_emplace({name, partition_name(item.question)});
    if (is_new) {
      auto newest = newest_of(name, item.question);
      if (!newest) return newest.error();
      at->second = *newest;
    }
    if (at->second.rfind('!', 0) == 0) {
      decide(item, Verdict::unknown, at->second.substr(1));
    } else if (at->second.empty()) {
      decide(item, Verdict::absent, "no partition yet");
    } else {
      item.wanted = at->second;
      // The list of names proves that it exists.
      if (item.question.rung == Rung::exists) partitions_[name][item.wanted].value.emplace();
    }
  }
  return {};
}

/// Its stored name, "" = none, `!` and words = cannot be told.
Result<std::string> Sweep::newest_of(const Name& table, const ObjectQuestion& question) {
  const std::string prefix = partition_name(question);
  if (servers_.late()) return std::string("!") + kTooLate;
  if (doubts().state(Column::partition, width_of(prefix), prefix) != Doubts::State::works) {
    return std::string("!text outside latin1 is only looked up in whole partition names");
  }
  std::vector<std::string> values;
  for (const auto& level : question.spec) {
    values.push_back(!level.second || level.second->empty() ? kDefaultPartition : *level.second);
  }
  values.resize(tables_.at(table).value->keys.size());
  const auto reply = servers_.ask<std::vector<std::string>>(
      [&](Connection& server) { return server.names(table.first, table.second, values, options_.call_timeout); });
  if (reply.fault == Fault::broken || reply.fault == Fault::silent) return down(reply.words);
  if (reply.fault == Fault::missing) return std::string();
  if (reply.fault != Fault::none) return "!the metastore cannot list the partitions: " + reply.words;
  std::string newest;
  for (const std::string& name : reply.value) {
    if (!prefix.empty() && name.rfind(prefix + "/", 0) != 0) continue;
    // Hive's default partition sorts after every date and is newest only when it is alone.
    const auto rank = [](const std::string& one) { return one.find(kDefaultPartition) == std::string::npos; };
    if (newest.empty() || std::pair(rank(name), name) > std::pair(rank(newest), newest)) newest = name;
  }
  return newest;
}

Error Sweep::down(const std::string& words) const {
  std::string servers;
  for (const ThriftAddress& one : options_.servers) {
    servers += (servers.empty() ? "" : ",") + one.host + ":" + std::to_string(one.port);
  }
  return make_error(messages::kThriftDown, {servers, words});
}

}  // namespace aiep::check::hms
