/// Outer executions between records and rows.
#pragma once

#include <optional>
#include <string>

#include "core/model/outer.h"
#include "core/store/connection.h"

namespace aiep::store {

/// `suffix` is appended to the query: Database::for_update() for a writer.
std::optional<OuterRecord> find_outer_row(Connection& db, const std::string& key, const char* suffix);
void insert_outer_row(Connection& db, const OuterRecord& outer);
/// All but key, identity without the attempt, and time of creation.
void update_outer_row(Connection& db, const OuterRecord& outer);

extern const char* const kOuterFields;   ///< for SELECT, in the order of outer_of
extern const char* const kOuterColumns;  ///< for Connection::each
OuterRecord outer_of(const Row& row);

}  // namespace aiep::store
