#include "datachecker/metastore_db/statements.h"

#include "datachecker/object.h"

namespace aiep::check::metastore {
namespace {

// A cast text is compared byte by byte, keeps the index and cannot clash with the column's collation. Not so in row
// comparisons, where the column's rules hold anyway, nor in ranges, where the cast loses the index (MariaDB 10.11).
// Whoever asks compares again.
constexpr const char* kBytes = "CAST(? AS BINARY)";

std::string list(const std::string& entry, std::size_t count) {
  std::string out = "(";
  for (std::size_t i = 0; i < count; ++i) out += (i > 0 ? "," : "") + entry;
  return out + ")";
}

SqlStatement by_ids(const std::string& text, const Ids& ids, const std::string& rest, const char* columns) {
  SqlStatement statement{text + list("?", ids.size()) + rest, {}, columns};
  for (const std::int64_t id : ids) statement.params.emplace_back(id);
  return statement;
}

SqlStatement by_pairs(const std::string& text, const IdNames& pairs, const char* columns) {
  SqlStatement statement{text + list("(?,?)", pairs.size()), {}, columns};
  for (const auto& [id, name] : pairs) {
    statement.params.emplace_back(id);
    statement.params.emplace_back(name);
  }
  return statement;
}

SqlStatement by_written(const std::string& text, const std::string& prefix, const std::vector<Written>& wanted,
                        const char* columns) {
  const bool whole = wanted.front().partition.empty();
  const std::string pair = prefix + "_DATABASE, " + prefix + "_TABLE";
  SqlStatement statement{text, {}, columns};
  if (whole) {
    statement.text += "(" + pair + ") IN " + list("(?,?)", wanted.size()) + " AND " + prefix + "_PARTITION IS NULL";
  } else {
    statement.text += "(" + pair + ", " + prefix + "_PARTITION) IN " + list("(?,?,?)", wanted.size());
  }
  for (const Written& one : wanted) {
    statement.params.emplace_back(one.database);
    statement.params.emplace_back(one.table);
    if (!whole) statement.params.emplace_back(one.partition);
  }
  return statement;
}

}  // namespace

SqlStatement find_databases(const Schema& schema, const std::string& catalog, const Names& names) {
  SqlStatement statement;
  statement.text = std::string("SELECT DB_ID, NAME, ") + (schema.catalogs ? "CTLG_NAME" : "''") + ", " +
                   (schema.database_kinds ? "TYPE" : "''") + " FROM DBS WHERE NAME IN " + list(kBytes, names.size());
  statement.params.assign(names.begin(), names.end());
  if (schema.catalogs) {
    statement.text += " AND CTLG_NAME = ?";
    statement.params.emplace_back(catalog);
  }
  statement.columns = "nttt";
  return statement;
}

SqlStatement find_tables(const IdNames& tables) {
  return by_pairs("SELECT TBL_ID, DB_ID, TBL_NAME, TBL_TYPE FROM TBLS WHERE (DB_ID, TBL_NAME) IN ", tables, "nntt");
}

SqlStatement find_keys(const Ids& tables) {
  return by_ids("SELECT TBL_ID, PKEY_NAME, PKEY_TYPE FROM PARTITION_KEYS WHERE TBL_ID IN ", tables,
                " ORDER BY TBL_ID, INTEGER_IDX", "ntt");
}

/// Nine names times 900 tables would be too many ranges for the server's taste; so the names only filter.
SqlStatement find_table_params(const Ids& tables) {
  return by_ids("SELECT TBL_ID, PARAM_KEY, PARAM_VALUE FROM TABLE_PARAMS WHERE TBL_ID IN ", tables,
                " AND CONCAT(PARAM_KEY) IN ('numRows','totalSize','COLUMN_STATS_ACCURATE','transactional','table_type',"
                "'spark.sql.sources.provider','storage_handler','current-snapshot-id','current-snapshot-summary')",
                "ntt");
}

SqlStatement find_partition_params(const Ids& partitions) {
  return by_ids("SELECT PART_ID, PARAM_KEY, PARAM_VALUE FROM PARTITION_PARAMS WHERE PART_ID IN ", partitions,
                " AND PARAM_KEY IN ('numRows','totalSize','COLUMN_STATS_ACCURATE')", "ntt");
}

SqlStatement find_partitions_named(const std::string& name, const Ids& tables) {
  SqlStatement statement{std::string("SELECT PART_ID, TBL_ID, PART_NAME FROM PARTITIONS WHERE PART_NAME = ") + kBytes +
                             " AND TBL_ID IN " + list("?", tables.size()),
                         {name},
                         "nnt"};
  for (const std::int64_t id : tables) statement.params.emplace_back(id);
  return statement;
}

SqlStatement find_partitions(const IdNames& partitions) {
  return by_pairs("SELECT PART_ID, TBL_ID, PART_NAME FROM PARTITIONS WHERE (TBL_ID, PART_NAME) IN ", partitions, "nnt");
}

SqlStatement find_newest(const std::vector<Newest>& wanted) {
  SqlStatement statement;
  statement.columns = "nnt";
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Newest& one = wanted[i];
    statement.text += (i > 0 ? " UNION ALL " : "");
    statement.text += "(SELECT " + std::to_string(i) + ", PART_ID, PART_NAME FROM PARTITIONS WHERE TBL_ID = ?";
    statement.params.emplace_back(one.table);
    if (!one.prefix.empty()) {
      std::string end = one.prefix;
      ++end.back();  // the first text that no longer begins so
      statement.text += " AND PART_NAME >= ? AND PART_NAME < ?";
      statement.params.emplace_back(one.prefix);
      statement.params.emplace_back(end);
    }
    if (!one.even_default) {
      statement.text += " AND LOCATE(?, PART_NAME) = 0";
      statement.params.emplace_back(kDefaultPartition);
    }
    statement.text += " ORDER BY PART_NAME DESC LIMIT 1)";
  }
  return statement;
}

SqlStatement find_table_locations(const Ids& tables) {
  return by_ids("SELECT T.TBL_ID, S.LOCATION FROM TBLS T JOIN SDS S ON S.SD_ID = T.SD_ID WHERE T.TBL_ID IN ", tables,
                "", "nt");
}

SqlStatement find_partition_locations(const Ids& partitions) {
  return by_ids("SELECT P.PART_ID, S.LOCATION FROM PARTITIONS P JOIN SDS S ON S.SD_ID = P.SD_ID WHERE P.PART_ID IN ",
                partitions, "", "nt");
}

SqlStatement find_committed(const std::vector<Written>& wanted) {
  return by_written("SELECT DISTINCT CTC_DATABASE, CTC_TABLE, CTC_PARTITION FROM COMPLETED_TXN_COMPONENTS WHERE ",
                    "CTC", wanted, "ttt");
}

SqlStatement find_uncommitted(const std::vector<Written>& wanted) {
  return by_written(
      "SELECT DISTINCT TC_DATABASE, TC_TABLE, TC_PARTITION, TXN_STATE FROM TXN_COMPONENTS JOIN TXNS ON TXN_ID = "
      "TC_TXNID WHERE ",
      "TC", wanted, "tttt");
}

SqlStatement find_version() { return {"SELECT SCHEMA_VERSION FROM VERSION WHERE VER_ID = 1", {}, "t"}; }

SqlStatement find_columns() {
  return {
      "SELECT TABLE_NAME, COLUMN_NAME, CHARACTER_SET_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = "
      "DATABASE() AND TABLE_NAME IN "
      "('DBS','TBLS','PARTITIONS','PARTITION_KEYS','PARTITION_PARAMS','TABLE_PARAMS','SDS',"
      "'COMPLETED_TXN_COMPONENTS')",
      {},
      "ttt"};
}

SqlStatement find_partition_indexes() {
  return {
      "SELECT COLUMN_NAME, INDEX_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND "
      "TABLE_NAME = 'PARTITIONS' AND SEQ_IN_INDEX = 1",
      {},
      "tt"};
}

}  // namespace aiep::check::metastore
