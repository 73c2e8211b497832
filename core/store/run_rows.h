/// Runs, tasks, attempts and events between records and rows.
#pragma once

#include <string>

#include "core/model/records.h"
#include "core/store/connection.h"

namespace aiep::store {

extern const char* const kRunFields;   ///< for SELECT, in the order of run_of
extern const char* const kRunColumns;  ///< for Connection::each
RunRecord run_of(const Row& row);

extern const char* const kTaskFields;  ///< of `tasks t` joined with `task_specs s`
extern const char* const kTaskColumns;
TaskRecord task_of(const Row& row);

extern const char* const kAttemptFields;
extern const char* const kAttemptColumns;
AttemptRecord attempt_of(const Row& row);

extern const char* const kEventFields;
extern const char* const kEventColumns;
EventRecord event_of(const Row& row);

void insert_run_row(Connection& db, const RunRecord& run);
void update_run_row(Connection& db, const RunRecord& run);
void insert_task_row(Connection& db, const TaskRecord& task);
void insert_attempt_row(Connection& db, const AttemptRecord& attempt);
void insert_event_row(Connection& db, const EventRecord& event);

/// `state NOT IN ('succeeded', …)`, from the one table of states.
std::string not_terminal_sql();

}  // namespace aiep::store
