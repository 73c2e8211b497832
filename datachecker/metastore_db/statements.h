/// The text of every statement, by schema. Pure. Lists have at most kLongestList entries: from 1,000
/// on MariaDB turns them into a join that reads whole indexes.
#pragma once

#include <compare>
#include <utility>
#include <vector>

#include "datachecker/metastore_db/charset.h"
#include "datachecker/metastore_db/metastore_db.h"

namespace aiep::check::metastore {

constexpr std::size_t kLongestList = 900;

/// Read from the database itself, because indexes and columns are altered by hand.
struct Schema {
  std::string version;          ///< of table VERSION, `3.1.0`
  bool catalogs = false;        ///< DBS.CTLG_NAME: 3.0 and later
  bool database_kinds = false;  ///< DBS.TYPE: 4.0 and later
  bool writes = false;          ///< COMPLETED_TXN_COMPONENTS can be asked by partition: 3.0 and later
  bool table_first = false;     ///< UNIQUEPARTITION begins with TBL_ID: 4.0 and later
  Charset database = Charset::latin1, table = Charset::latin1, partition = Charset::latin1;
  Charset location = Charset::latin1;
  Charset written = Charset::latin1;  ///< of COMPLETED_TXN_COMPONENTS
};

using Names = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;
using IdNames = std::vector<std::pair<std::int64_t, std::string>>;

/// n DB_ID, t NAME, t CTLG_NAME, t TYPE
SqlStatement find_databases(const Schema& schema, const std::string& catalog, const Names& names);
/// n TBL_ID, n DB_ID, t TBL_NAME, t TBL_TYPE
SqlStatement find_tables(const IdNames& tables);
/// n TBL_ID, t PKEY_NAME, t PKEY_TYPE, by position
SqlStatement find_keys(const Ids& tables);
/// n id, t PARAM_KEY, t PARAM_VALUE; only those that decide something
SqlStatement find_table_params(const Ids& tables);
SqlStatement find_partition_params(const Ids& partitions);
/// n PART_ID, n TBL_ID, t PART_NAME
SqlStatement find_partitions_named(const std::string& name, const Ids& tables);
SqlStatement find_partitions(const IdNames& partitions);

/// Where to look for the newest partition.
struct Newest {
  std::int64_t table = 0;
  std::string prefix;         ///< `ds=1/`, "" = the whole table
  bool even_default = false;  ///< Hive's default partition counts too
};
/// n position in the list, n PART_ID, t PART_NAME
SqlStatement find_newest(const std::vector<Newest>& wanted);

/// n id, t LOCATION
SqlStatement find_table_locations(const Ids& tables);
SqlStatement find_partition_locations(const Ids& partitions);

/// Of tables with transactions. An empty partition is the table itself.
struct Written {
  std::string database, table, partition;
  auto operator<=>(const Written&) const = default;
};
/// t database, t table, t partition (of committed writes)
SqlStatement find_committed(const std::vector<Written>& wanted);
/// t database, t table, t partition, t TXN_STATE (of open and aborted writes)
SqlStatement find_uncommitted(const std::vector<Written>& wanted);

/// t SCHEMA_VERSION
SqlStatement find_version();
/// t TABLE_NAME, t COLUMN_NAME, t CHARACTER_SET_NAME
SqlStatement find_columns();
/// t COLUMN_NAME, t INDEX_NAME of the first column of each index of PARTITIONS
SqlStatement find_partition_indexes();

}  // namespace aiep::check::metastore
