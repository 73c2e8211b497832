#include "datachecker/metastore_db/schema.h"

#include <map>

#include "core/base/messages/checker.h"

namespace aiep::check::metastore {
namespace {

constexpr const char* kNeeded[] = {"DBS.NAME",
                                   "TBLS.TBL_NAME",
                                   "PARTITIONS.PART_NAME",
                                   "PARTITION_KEYS.PKEY_NAME",
                                   "PARTITION_PARAMS.PARAM_VALUE",
                                   "TABLE_PARAMS.PARAM_VALUE"};

}  // namespace

Result<Schema> read_schema(Session& session) {
  std::map<std::string, std::string> charsets;  // of "TABLE.COLUMN"
  Schema schema;
  const Status columns =
      session.run(find_columns(), [&](const Row& row) { charsets[row.text(0) + "." + row.text(1)] = row.text(2); });
  if (!columns) return columns.error();
  for (const char* needed : kNeeded) {
    if (charsets.count(needed) == 0) {
      return make_error(messages::kMetastoreSchema,
                        {session.name(), "column " + std::string(needed) + " is missing, or may not be read"});
    }
  }
  const Status version = session.run(find_version(), [&](const Row& row) { schema.version = row.text(0); });
  if (!version) return version.error();
  if (schema.version.empty() || schema.version[0] < '1' || schema.version[0] > '9') {
    return make_error(messages::kMetastoreSchema, {session.name(), "table VERSION says `" + schema.version + "`"});
  }
  const Status indexes = session.run(find_partition_indexes(), [&](const Row& row) {
    if (row.text(1) == "UNIQUEPARTITION") schema.table_first = row.text(0) == "TBL_ID";
  });
  if (!indexes) return indexes.error();
  schema.catalogs = charsets.count("DBS.CTLG_NAME") > 0;
  schema.database_kinds = charsets.count("DBS.TYPE") > 0;
  schema.writes = charsets.count("COMPLETED_TXN_COMPONENTS.CTC_WRITEID") > 0;
  schema.database = charset_from(charsets["DBS.NAME"]);
  schema.table = charset_from(charsets["TBLS.TBL_NAME"]);
  schema.partition = charset_from(charsets["PARTITIONS.PART_NAME"]);
  schema.location = charset_from(charsets["SDS.LOCATION"]);
  schema.written = charset_from(charsets["COMPLETED_TXN_COMPONENTS.CTC_PARTITION"]);
  return schema;
}

}  // namespace aiep::check::metastore
