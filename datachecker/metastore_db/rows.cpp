#include "datachecker/metastore_db/rows.h"

#include "core/base/ascii.h"

namespace aiep::check::metastore {
namespace {

/// A name that so many tables are asked for is worth a statement of its own.
constexpr std::size_t kManyTables = kLongestList / 2;
/// Each costs a look of its own inside the statement.
constexpr std::size_t kNewestAtOnce = 50;

}  // namespace

Status Tables::load(const std::set<Name>& wanted) {
  if (Status status = load_databases(wanted); !status) return status;
  IdNames pairs;
  std::map<std::pair<std::int64_t, std::string>, Name> asked;
  for (const Name& name : wanted) {
    const auto database = databases_.find(name.first);
    if (database == databases_.end()) continue;
    pairs.emplace_back(database->second, name.second);
    asked[pairs.back()] = name;
  }
  const Status status = in_slices(pairs, kLongestList, [&](const IdNames& slice) {
    return session_.run(find_tables(slice), [&](const Row& row) {
      const auto name = asked.find({row.number(1), row.text(2)});
      if (name == asked.end()) return;
      TableRow table;
      table.id = row.number(0);
      table.kind = row.text(3);
      ids_[name->second] = table.id;
      rows_[table.id] = std::move(table);
    });
  });
  return status ? load_keys() : status;
}

Status Tables::load_databases(const std::set<Name>& wanted) {
  std::set<std::string> distinct;
  for (const Name& name : wanted) distinct.insert(name.first);
  return in_slices(Names(distinct.begin(), distinct.end()), kLongestList, [&](const Names& slice) {
    return session_.run(find_databases(schema_, catalog_, slice), [&](const Row& row) {
      if (distinct.count(row.text(1)) == 0 || (schema_.catalogs && row.text(2) != catalog_)) return;
      databases_[row.text(1)] = row.number(0);
      if (schema_.database_kinds && row.text(3) != "NATIVE") remote_.insert(row.text(1));
    });
  });
}

Status Tables::load_keys() {
  Ids ids;
  for (const auto& [id, row] : rows_) ids.push_back(id);
  return in_slices(ids, kLongestList, [&](const Ids& slice) {
    return session_.run(find_keys(slice), [&](const Row& row) {
      rows_[row.number(0)].keys.push_back({row.text(1), row.text(2)});
    });
  });
}

Status Tables::load_params(const std::set<std::int64_t>& ids) {
  return in_slices(Ids(ids.begin(), ids.end()), kLongestList, [&](const Ids& slice) {
    return session_.run(find_table_params(slice),
                        [&](const Row& row) { rows_[row.number(0)].params[row.text(1)] = row.text(2); });
  });
}

const TableRow* Tables::find(const Name& name) const {
  const auto id = ids_.find(name);
  return id == ids_.end() ? nullptr : &rows_.at(id->second);
}

Status Partitions::load() {
  IdNames pairs;
  for (const auto& [name, tables] : wanted_) {
    // Whole slices by name; what is left over shares statements with other names.
    const std::size_t rest = tables.size() % kLongestList;
    const std::size_t by_name = rest >= kManyTables ? tables.size() : tables.size() - rest;
    Ids ids(tables.begin(), tables.end());
    for (std::size_t i = by_name; i < ids.size(); ++i) pairs.emplace_back(ids[i], name);
    ids.resize(by_name);
    if (Status status = load_named(name, ids); !status) return status;
  }
  const Status status = in_slices(pairs, kLongestList, [&](const IdNames& slice) {
    return session_.run(find_partitions(slice), [&](const Row& row) { keep(row); });
  });
  if (!status) return status;
  if (Status newest = load_newest({newest_.begin(), newest_.end()}, false); !newest) return newest;
  std::vector<Place> without;
  for (const Place& place : newest_) {
    if (found_newest_.count(place) == 0) without.push_back(place);
  }
  return load_newest(without, true);
}

Status Partitions::load_named(const std::string& name, const Ids& tables) {
  return in_slices(tables, kLongestList, [&](const Ids& slice) {
    return session_.run(find_partitions_named(name, slice), [&](const Row& row) { keep(row); });
  });
}

void Partitions::keep(const Row& row) { found_[{row.number(1), row.text(2)}] = row.number(0); }

Status Partitions::load_newest(const std::vector<Place>& places, bool even_default) {
  return in_slices(places, kNewestAtOnce, [&](const std::vector<Place>& slice) {
    std::vector<Newest> wanted;
    for (const auto& [table, prefix] : slice) wanted.push_back({table, prefix, even_default});
    return session_.run(find_newest(wanted), [&](const Row& row) {
      found_newest_[slice.at(static_cast<std::size_t>(row.number(0)))] = {row.number(1), row.text(2)};
    });
  });
}

std::optional<Partition> Partitions::find(std::int64_t table, const std::string& name) const {
  const auto at = found_.find({table, name});
  if (at == found_.end()) return std::nullopt;
  return Partition{at->second, name};
}

std::optional<Partition> Partitions::newest(std::int64_t table, const std::string& prefix) const {
  const auto at = found_newest_.find({table, prefix});
  return at == found_newest_.end() ? std::nullopt : std::optional(at->second);
}

Result<std::map<std::int64_t, std::string>> load_locations(Session& session, const std::set<std::int64_t>& ids,
                                                           SqlStatement (*statement)(const Ids&)) {
  std::map<std::int64_t, std::string> out;
  const Status status = in_slices(Ids(ids.begin(), ids.end()), kLongestList, [&](const Ids& slice) {
    return session.run(statement(slice), [&](const Row& row) {
      if (row.has(1)) out[row.number(0)] = row.text(1);
    });
  });
  if (!status) return status.error();
  return out;
}

Status load_writes(Session& session, const std::vector<Written>& wanted, Writes& into) {
  // Transactions keep the names of databases and tables as clients gave them.
  const Status committed = in_slices(wanted, kLongestList, [&](const std::vector<Written>& slice) {
    return session.run(find_committed(slice), [&](const Row& row) {
      into.committed.insert({ascii_lower(row.text(0)), ascii_lower(row.text(1)), row.text(2)});
    });
  });
  if (!committed) return committed;
  std::vector<Written> open;
  for (const Written& one : wanted) {
    if (into.committed.count(one) == 0) open.push_back(one);
  }
  return in_slices(open, kLongestList, [&](const std::vector<Written>& slice) {
    return session.run(find_uncommitted(slice), [&](const Row& row) {
      into.uncommitted[{ascii_lower(row.text(0)), ascii_lower(row.text(1)), row.text(2)}] += row.text(3);
    });
  });
}

Result<std::map<std::int64_t, Params>> load_partition_params(Session& session, const std::set<std::int64_t>& ids) {
  std::map<std::int64_t, Params> out;
  const Status status = in_slices(Ids(ids.begin(), ids.end()), kLongestList, [&](const Ids& slice) {
    return session.run(find_partition_params(slice),
                       [&](const Row& row) { out[row.number(0)][row.text(1)] = row.text(2); });
  });
  if (!status) return status.error();
  return out;
}

}  // namespace aiep::check::metastore
