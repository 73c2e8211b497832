#include <algorithm>

#include "core/base/ascii.h"
#include "core/base/messages/checker.h"
#include "datachecker/metastore_thrift/sweep.h"
#include "datachecker/object.h"

namespace aiep::check::hms {
namespace {

constexpr const char* kTooLate = "the time of the batch was over before it was asked";
constexpr const char* kCannotHold = "the metastore's schema cannot hold text outside its charset";

bool is_gone(Fault fault) { return fault == Fault::broken || fault == Fault::silent; }

std::string stored_name(const std::vector<std::string>& keys, const std::vector<std::string>& values) {
  if (keys.size() != values.size()) return "";
  std::string out;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    out += (out.empty() ? "" : "/") + escape_path_name(ascii_lower(keys[i])) + "=" + escape_path_name(values[i]);
  }
  return out;
}

}  // namespace

Sweep::Found<Table> Sweep::table_from(const Reply<Table>& reply) const {
  Found<Table> found;
  if (reply.fault == Fault::none) {
    found.value = reply.value;
  } else if (reply.fault != Fault::missing) {
    found.unknown = "the metastore cannot look the table up: " + reply.words;
  }
  return found;
}

Status Sweep::load_tables() {
  std::set<Name> plain, wide;
  for (const Item& item : items_) {
    if (item.answer) continue;
    const Name name{item.question.database, item.question.table};
    (width_of(name.first + name.second) == Width::latin1 ? plain : wide).insert(name);
  }
  const auto ask = [this](const Name& name, std::chrono::milliseconds limit) {
    return [this, name, limit](Connection& server) { return server.table(name.first, name.second, limit); };
  };
  for (const Name& name : plain) {
    if (servers_.late()) {
      tables_[name].unknown = kTooLate;
      continue;
    }
    const auto reply = servers_.ask<Table>(ask(name, options_.call_timeout));
    if (is_gone(reply.fault)) return down(reply.words);
    tables_[name] = table_from(reply);
  }
  for (const Name& name : wide) {
    const auto call = ask(name, options_.doubtful_timeout);
    const auto control = [&] {
      const auto fault = servers_.ask<Table>(ask({"default", "x"}, options_.call_timeout)).fault;
      return fault == Fault::none || fault == Fault::missing;
    };
    const Status status =
        load_apart<Table>(Column::table, name.first + "." + name.second, tables_[name], call, control);
    if (!status) return status;
  }
  return {};
}

Status Sweep::load_partitions() {
  for (const Item& item : items_) {
    if (item.answer || item.wanted.empty()) continue;
    auto& known = partitions_[{item.question.database, item.question.table}];
    const auto [at, is_new] = known.try_emplace(item.wanted);
    if (is_new) at->second.unknown = kTooLate;
    // A newest partition was only seen by name so far; its parameters are wanted now.
    if (item.question.rung == spi::Rung::stats) at->second.unknown = kTooLate;
    if (!item.spelled.empty()) known[item.spelled].unknown = kTooLate;
  }
  for (auto& [table, known] : partitions_) {
    std::vector<std::string> names;
    for (const auto& [name, found] : known) {
      const bool asked = !found.unknown.empty();
      if (asked && doubts().state(Column::partition, width_of(name), name) == Doubts::State::works) {
        names.push_back(name);
      }
    }
    for (std::size_t i = 0; i < names.size(); i += options_.names_per_call) {
      const Status status = load_names(table, names, i, std::min(options_.names_per_call, names.size() - i));
      if (!status) return status;
    }
  }
  return {};
}

Status Sweep::load_names(const Name& table, const std::vector<std::string>& names, std::size_t first,
                         std::size_t count) {
  if (servers_.late()) return {};
  const auto begin = names.begin() + static_cast<std::ptrdiff_t>(first);
  const std::vector<std::string> part(begin, begin + static_cast<std::ptrdiff_t>(count));
  const auto reply = servers_.ask<std::vector<Partition>>(
      [&](Connection& server) { return server.partitions(table.first, table.second, part, options_.call_timeout); });
  if (is_gone(reply.fault)) return down(reply.words);
  if (reply.fault == Fault::indigested && count > 1 && splits_left_-- > 0) {
    const std::size_t half = count / 2;
    if (Status status = load_names(table, names, first, half); !status) return status;
    return load_names(table, names, first + half, count - half);
  }
  for (const std::string& name : part) take(table, name, reply);
  return {};
}

void Sweep::take(const Name& table, const std::string& name, const Reply<std::vector<Partition>>& reply) {
  Found<Partition> found;
  if (reply.fault == Fault::indigested || reply.fault == Fault::failed) {
    found.unknown = "the metastore cannot look the partition up: " + reply.words;
  }
  const std::vector<std::string>& keys = tables_.at(table).value->keys;
  for (const Partition& one : reply.value) {
    // The server's database pads and may fold; only the same bytes are the same partition.
    if (stored_name(keys, one.values) == name) found.value = one;
  }
  partitions_[table][name] = std::move(found);
}

Status Sweep::load_wide_partitions() {
  for (auto& [table, known] : partitions_) {
    for (auto& [name, found] : known) {
      if (found.unknown.empty() || width_of(name) == Width::latin1) continue;
      if (doubts().state(Column::partition, width_of(name), name) == Doubts::State::works && servers_.late()) continue;
      Found<std::vector<Partition>> many;
      const auto call = [&, wanted = std::vector<std::string>{name}](Connection& server) {
        return server.partitions(table.first, table.second, wanted, options_.doubtful_timeout);
      };
      const auto control = [&] {
        const auto plain = [&](Connection& server) {
          return server.partitions(table.first, table.second, {"x=x"}, options_.call_timeout);
        };
        return servers_.ask<std::vector<Partition>>(plain).fault == Fault::none;
      };
      const Status status = load_apart<std::vector<Partition>>(Column::partition, name, many, call, control);
      if (!status) return status;
      Reply<std::vector<Partition>> reply;
      if (many.value) reply.value = std::move(*many.value);
      take(table, name, reply);
      found.unknown = many.unknown;
      found.cannot = many.cannot;
    }
  }
  return {};
}

template <class T>
Status Sweep::load_apart(Column column, const std::string& text, Found<T>& found,
                         const std::function<Reply<T>(Connection&)>& call, const std::function<bool()>& control) {
  const Width width = width_of(text);
  const Doubts::State state = doubts().state(column, width, text);
  if (state == Doubts::State::cannot) {
    found.cannot = kCannotHold;
    return {};
  }
  if (state == Doubts::State::doubtful) {
    found.unknown = "the metastore could not digest this text a while ago; it is asked again later";
    return {};
  }
  if (servers_.late() || (apart_was_slow_ && state == Doubts::State::fresh)) {
    found.unknown = "text outside latin1 is asked one at a time; its turn comes with a later look";
    return {};
  }
  const std::size_t server = servers_.current();
  const auto begun = std::chrono::steady_clock::now();
  Reply<T> reply = servers_.ask<T>(call, true);
  apart_was_slow_ = apart_was_slow_ || std::chrono::steady_clock::now() - begun > std::chrono::seconds(1);
  Doubts& memory = all_doubts_[server];
  if (reply.fault == Fault::none || reply.fault == Fault::missing) {
    memory.learn(column, width, true, options_.doubt_lasts);
    if (reply.fault == Fault::none) found.value = std::move(reply.value);
    return {};
  }
  const bool others_work = !is_gone(reply.fault) && control();
  if (reply.fault == Fault::indigested && others_work) {
    memory.learn(column, width, false, options_.doubt_lasts);
    found.cannot = kCannotHold;
    return {};
  }
  memory.doubt(column, text, options_.doubt_lasts);
  found.unknown = "the metastore cannot digest this text: " + reply.words;
  return {};
}

}  // namespace aiep::check::hms
