#include "tests/contract/metastore_fixture.h"

#include <fstream>
#include <sstream>

namespace aiep::test {
namespace {

constexpr const char* kToUtf8 =
    "ALTER TABLE PARTITIONS MODIFY PART_NAME varchar(767) CHARACTER SET utf8 COLLATE utf8_bin;"
    "ALTER TABLE SDS MODIFY LOCATION varchar(4000) CHARACTER SET utf8 COLLATE utf8_bin;"
    "ALTER TABLE TBLS MODIFY TBL_NAME varchar(256) CHARACTER SET utf8 COLLATE utf8_bin;"
    "INSERT INTO SDS VALUES (900, 'file:/srv/hms/warehouse/dc.db/p_uni/city=北京');"
    "INSERT INTO PARTITIONS (PART_ID, PART_NAME, SD_ID, TBL_ID) "
    "SELECT 900, 'city=北京', 900, TBL_ID FROM TBLS WHERE TBL_NAME = 'p_uni';"
    "INSERT INTO PARTITIONS (PART_ID, PART_NAME, SD_ID, TBL_ID) "
    "SELECT 901, 'city=中文 x%2Fy', NULL, TBL_ID FROM TBLS WHERE TBL_NAME = 'p_uni';"
    "INSERT INTO PARTITION_PARAMS VALUES (900, 'numFiles', '0'), (900, 'totalSize', '0')";

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

MariadbServer& metastore_server() {
  static MariadbServer server;
  return server;
}

MetastoreTables::MetastoreTables(const std::string& schema, bool utf8) {
  static int count = 0;
  database_ = "hms" + std::to_string(++count);
  SqlClient root(metastore_server().socket(), "mysql", "utf8mb4");
  root.run("CREATE DATABASE " + database_ + "; CREATE USER IF NOT EXISTS reader@localhost; GRANT SELECT ON " +
           database_ + ".* TO reader@localhost");
  SqlClient tables = client();
  tables.run("SET sql_mode = 'STRICT_ALL_TABLES'");
  for (const char* part : {"tables", "partitions", "partition_params"}) {
    tables.run(read(std::string(AIEP_SOURCE_DIR) + "/tests/cases/hive/metastore-" + schema + "/" + part + ".sql"));
  }
  if (utf8) tables.run(kToUtf8);
}

check::MetastoreDbOptions MetastoreTables::options() const {
  check::MetastoreDbOptions options;
  options.socket = metastore_server().socket();
  options.user = "reader";
  options.database = database_;
  return options;
}

SqlClient MetastoreTables::client(const std::string& charset) const {
  return SqlClient(metastore_server().socket(), database_, charset);
}

}  // namespace aiep::test
