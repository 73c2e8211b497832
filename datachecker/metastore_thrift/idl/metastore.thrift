// What a data check needs of a Hive metastore, 1.2 to 4.x, and nothing else. Thrift tells fields by
// number and skips those it does not know, so leaving the rest out costs nothing on the wire. Every
// field is optional: a required one that a release does not send would fail the whole answer.
namespace cpp aiep.check.hms.wire

exception MetaException { 1: optional string message }
exception NoSuchObjectException { 1: optional string message }
exception InvalidObjectException { 1: optional string message }

struct FieldSchema {
  1: optional string name
  2: optional string type
}

struct StorageDescriptor {
  2: optional string location
}

struct Table {
  7: optional StorageDescriptor sd
  8: optional list<FieldSchema> partitionKeys
  9: optional map<string, string> parameters
  12: optional string tableType
}

struct Partition {
  1: optional list<string> values
  6: optional StorageDescriptor sd
  7: optional map<string, string> parameters
}

// 2 = INSERT_ONLY_TABLES: without it 3.x and 4.x refuse to show such a table.
struct ClientCapabilities {
  1: optional list<i32> values
}

struct GetTableRequest {
  1: optional string dbName
  2: optional string tblName
  3: optional ClientCapabilities capabilities
}

struct GetTableResult {
  1: optional Table table
}

struct GetPartitionsByNamesRequest {
  1: optional string db_name
  2: optional string tbl_name
  3: optional list<string> names
  11: optional bool skipColumnSchemaForPartition
}

struct GetPartitionsByNamesResult {
  1: optional list<Partition> partitions
}

service Metastore {
  // Gone in 4.x.
  Table get_table(1: string db_name, 2: string tbl_name)
    throws (1: MetaException o1, 2: NoSuchObjectException o2)
  // Since 2.3.
  GetTableResult get_table_req(1: GetTableRequest req)
    throws (1: MetaException o1, 2: NoSuchObjectException o2)
  // 4.x tells a missing table by the third exception, the others by the second.
  list<Partition> get_partitions_by_names(1: string db_name, 2: string tbl_name, 3: list<string> names)
    throws (1: MetaException o1, 2: NoSuchObjectException o2, 3: InvalidObjectException o3)
  // Since 4.0. Without the columns an answer is a quarter as long.
  GetPartitionsByNamesResult get_partitions_by_names_req(1: GetPartitionsByNamesRequest req)
    throws (1: MetaException o1, 2: NoSuchObjectException o2, 3: InvalidObjectException o3)
  // "" is any value; may give fewer values than there are levels.
  list<string> get_partition_names_ps(1: string db_name, 2: string tbl_name, 3: list<string> part_vals, 4: i16 max_parts)
    throws (1: MetaException o1, 2: NoSuchObjectException o2)
}
