/// The numbered, forward-only schema that is built into the program.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/store/connection.h"

namespace aiep::store {

/// One file of sql/<engine>/. Statements end with a semicolon before an empty line or the end;
/// lines that start with `--` are comments.
struct Migration {
  int number;
  const char* text;
};

/// Made by the build from sql/ (scripts/cmake/EmbedFiles.cmake), ascending from 1 without gaps.
std::span<const Migration> sqlite_migrations();
std::span<const Migration> mysql_migrations();

std::vector<std::string> statements_of(const Migration& migration);

/// What the tables say. `version` 0 = an empty database.
struct SchemaState {
  int version = 0;
  bool foreign = false;  ///< tables, but none of ours
};
SchemaState read_schema(Connection& connection);

/// failed_precondition when the database is of a newer program or of another one.
Status check_schema(const SchemaState& state, std::span<const Migration> known, const std::string& database);

/// Brings the schema up to the newest. The caller holds the lock for it (and a transaction where
/// data definitions take part in one). Throws like Connection.
void upgrade_schema(Connection& connection, std::span<const Migration> known, int from);

}  // namespace aiep::store
