/// The object set in the tables of a metastore, on one MariaDB server per program.
#pragma once

#include "datachecker/metastore_db/metastore_db.h"
#include "tests/support/mariadb_server.h"
#include "tests/support/sql_client.h"

namespace aiep::test {

MariadbServer& metastore_server();

/// A database of its own with the tables and rows of schema `2.3`, `3.1` or `4.0`. With `utf8` the
/// name columns are altered as sites do that use Chinese values, and two such partitions are there.
class MetastoreTables {
 public:
  MetastoreTables(const std::string& schema, bool utf8);
  const std::string& database() const { return database_; }
  /// Of a user who may read it.
  check::MetastoreDbOptions options() const;
  SqlClient client(const std::string& charset = "utf8mb4") const;

 private:
  std::string database_;
};

}  // namespace aiep::test
