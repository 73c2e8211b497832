/// Rows of the metastore, fetched for a whole batch at a time.
#pragma once

#include <algorithm>
#include <map>
#include <set>

#include "datachecker/evidence.h"
#include "datachecker/metastore_db/session.h"
#include "datachecker/metastore_db/statements.h"

namespace aiep::check::metastore {

/// Calls `send` with slices of at most `size` entries until one fails.
template <class T, class Send>
Status in_slices(const std::vector<T>& all, std::size_t size, const Send& send) {
  for (std::size_t at = 0; at < all.size(); at += size) {
    const std::size_t end = std::min(at + size, all.size());
    const std::vector<T> slice(all.begin() + static_cast<std::ptrdiff_t>(at),
                               all.begin() + static_cast<std::ptrdiff_t>(end));
    if (Status status = send(slice); !status) return status;
  }
  return {};
}

struct Key {
  std::string name, type;  ///< name in lower case
};

struct TableRow {
  std::int64_t id = 0;
  std::string kind;       ///< TBL_TYPE
  std::vector<Key> keys;  ///< of partitions, in order
  Params params;          ///< after load_params()
};

/// Tables by name. Names are in the bytes of their columns; rows that only the database takes for
/// equal (trailing blanks, letters of another case) are dropped.
class Tables {
 public:
  using Name = std::pair<std::string, std::string>;  ///< database, table

  Tables(Session& session, const Schema& schema, const std::string& catalog)
      : session_(session), schema_(schema), catalog_(catalog) {}

  Status load(const std::set<Name>& wanted);
  Status load_params(const std::set<std::int64_t>& ids);
  /// nullptr = there is none.
  const TableRow* find(const Name& name) const;
  /// Its tables live elsewhere (DBS.TYPE is not NATIVE).
  bool is_remote(const std::string& database) const { return remote_.count(database) > 0; }

 private:
  Status load_databases(const std::set<Name>& wanted);
  Status load_keys();

  Session& session_;
  const Schema& schema_;
  const std::string& catalog_;
  std::map<std::string, std::int64_t> databases_;
  std::set<std::string> remote_;
  std::map<Name, std::int64_t> ids_;
  std::map<std::int64_t, TableRow> rows_;
};

struct Partition {
  std::int64_t id = 0;
  std::string name;  ///< bytes of the column
};

/// Partitions by table and name, and the newest ones.
class Partitions {
 public:
  explicit Partitions(Session& session) : session_(session) {}

  void want(std::int64_t table, const std::string& name) { wanted_[name].insert(table); }
  void want_newest(std::int64_t table, const std::string& prefix) { newest_.insert({table, prefix}); }
  Status load();

  std::optional<Partition> find(std::int64_t table, const std::string& name) const;
  std::optional<Partition> newest(std::int64_t table, const std::string& prefix) const;

 private:
  using Place = std::pair<std::int64_t, std::string>;

  Status load_named(const std::string& name, const Ids& tables);
  Status load_newest(const std::vector<Place>& places, bool even_default);
  void keep(const Row& row);

  Session& session_;
  std::map<std::string, std::set<std::int64_t>> wanted_;
  std::set<Place> newest_;
  std::map<Place, std::int64_t> found_;
  std::map<Place, Partition> found_newest_;
};

/// Parameters by id of the partition.
Result<std::map<std::int64_t, Params>> load_partition_params(Session& session, const std::set<std::int64_t>& ids);

/// SDS.LOCATION by id, of tables or of partitions as `statement` says.
Result<std::map<std::int64_t, std::string>> load_locations(Session& session, const std::set<std::int64_t>& ids,
                                                           SqlStatement (*statement)(const Ids&));

struct Writes {
  std::set<Written> committed;
  std::map<Written, std::string> uncommitted;  ///< the states of their transactions; only of what is not in committed
};
/// Adds to `into`. All of `wanted` are partitions, or all are tables.
Status load_writes(Session& session, const std::vector<Written>& wanted, Writes& into);

}  // namespace aiep::check::metastore
