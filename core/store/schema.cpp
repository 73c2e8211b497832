#include "core/store/schema.h"

#include <algorithm>

#include "core/base/messages/store.h"

namespace aiep::store {
namespace {

constexpr const char* kSqliteTables =
    "SELECT count(*), sum(name = 'schema_version') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
    "'sqlite_%'";
constexpr const char* kMysqlTables =
    "SELECT count(*), sum(table_name = 'schema_version') FROM information_schema.tables"
    " WHERE table_schema = DATABASE()";

}  // namespace

std::vector<std::string> statements_of(const Migration& migration) {
  std::vector<std::string> statements;
  std::string current;
  const auto finish = [&] {
    if (!current.ends_with(";\n")) return;
    current.resize(current.size() - 2);
    statements.push_back(std::move(current));
    current.clear();
  };
  std::string_view rest = migration.text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with("--")) continue;
    if (line.find_first_not_of(" \r") == std::string_view::npos) {
      finish();
    } else {
      current.append(line).append("\n");
    }
  }
  finish();
  return statements;
}

SchemaState read_schema(Connection& connection) {
  SchemaState state;
  bool versioned = false;
  const char* tables = connection.engine() == Engine::sqlite ? kSqliteTables : kMysqlTables;
  connection.each(tables, "nn", {}, [&](const Row& row) {
    versioned = row.flag(1);
    state.foreign = row.flag(0) && !versioned;
  });
  if (versioned) {
    state.version = static_cast<int>(connection.number("SELECT max(version) FROM schema_version").value_or(0));
  }
  return state;
}

Status check_schema(const SchemaState& state, std::span<const Migration> known, const std::string& database) {
  if (state.foreign) return make_error(messages::kStoreForeign, {database});
  const int newest = known.back().number;
  if (state.version > newest) {
    return make_error(messages::kStoreNewer, {database, std::to_string(state.version), std::to_string(newest)});
  }
  return {};
}

void upgrade_schema(Connection& connection, std::span<const Migration> known, int from) {
  connection.run_once("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)");
  for (const Migration& migration : known) {
    if (migration.number <= from) continue;
    for (const std::string& statement : statements_of(migration)) connection.run_once(statement);
    connection.run_once("INSERT INTO schema_version (version) VALUES (" + std::to_string(migration.number) + ")");
  }
}

}  // namespace aiep::store
