#include "core/base/messages/store.h"
#include "core/store/sql_store.h"
#include "core/store/text.h"

namespace aiep::store {
namespace {

constexpr const char* kExperimentColumns = "tttttn";
constexpr const char* kSelectExperiment = "SELECT id, name, grp, owner, description, created_at FROM experiments";

ExperimentRecord experiment_of(const Row& row) {
  ExperimentRecord e;
  e.id = row.text(0);
  e.name = row.text(1);
  e.group = row.text(2);
  e.owner = row.text(3);
  e.description = row.text(4);
  e.created_at = row.time(5);
  return e;
}

constexpr const char* kVersionColumns = "tnnttttn";
constexpr const char* kSelectVersion =
    "SELECT experiment_id, number, closed, source_format, source_text, origin_dir, source_files, created_at"
    " FROM versions";

VersionRecord version_of(const Row& row) {
  VersionRecord v;
  v.experiment_id = row.text(0);
  v.number = row.small(1);
  v.closed = row.flag(2);
  v.source.format = row.text(3) == to_string(SourceFormat::yaml) ? SourceFormat::yaml : SourceFormat::flowjson;
  v.source.text = row.text(4);
  v.source.origin_dir = row.text(5);
  v.source.files = decode_files(row.text(6));
  v.created_at = row.time(7);
  return v;
}

void insert_version(Connection& db, const VersionRecord& v) {
  const std::string files = encode_files(v.source.files);
  db.run(
      "INSERT INTO versions (experiment_id, number, closed, source_format, source_text, origin_dir, source_files,"
      " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {v.experiment_id, v.number, static_cast<int>(v.closed), to_string(v.source.format), v.source.text,
       v.source.origin_dir, files, v.created_at});
}

Error no_version(const std::string& experiment_id, int number) {
  return make_error(messages::kStoreNotFound, {"version", experiment_id + " v" + std::to_string(number)});
}

/// Holds the experiment's row, so that two savers follow each other. Its newest version's number.
Result<int> lock_newest(Connection& db, const std::string& experiment_id, const char* for_update) {
  const auto known = db.text("SELECT id FROM experiments WHERE id = ?" + std::string(for_update), {experiment_id});
  if (!known) return make_error(messages::kStoreNotFound, {"experiment", experiment_id});
  const auto newest = db.number("SELECT max(number) FROM versions WHERE experiment_id = ?", {experiment_id});
  return static_cast<int>(newest.value_or(0));
}

}  // namespace

Status SqlStore::create_experiment(const ExperimentRecord& e, const VersionRecord& first) {
  return write([&](Connection& db) -> Status {
    if (db.text("SELECT id FROM experiments WHERE id = ?", {e.id})) {
      return make_error(messages::kStoreExists, {"experiment", e.id});
    }
    db.run("INSERT INTO experiments (id, name, grp, owner, description, created_at) VALUES (?, ?, ?, ?, ?, ?)",
           {e.id, e.name, e.group, e.owner, e.description, e.created_at});
    insert_version(db, first);
    return {};
  });
}

Result<ExperimentRecord> SqlStore::get_experiment(const std::string& id) {
  Result<ExperimentRecord> found = make_error(messages::kStoreNotFound, {"experiment", id});
  Status status = read([&](Connection& db) -> Status {
    db.each(std::string(kSelectExperiment) + " WHERE id = ?", kExperimentColumns, {id},
            [&](const Row& row) { found = experiment_of(row); });
    return {};
  });
  if (!status) return std::move(status).error();
  return found;
}

Result<std::vector<ExperimentRecord>> SqlStore::find_experiments(const std::string& name) {
  std::vector<ExperimentRecord> found;
  Status status = read([&](Connection& db) -> Status {
    found.clear();
    db.each(std::string(kSelectExperiment) + " WHERE name = ? ORDER BY created_at, id", kExperimentColumns, {name},
            [&](const Row& row) { found.push_back(experiment_of(row)); });
    return {};
  });
  if (!status) return std::move(status).error();
  return found;
}

Result<std::vector<ExperimentRecord>> SqlStore::list_experiments() {
  std::vector<ExperimentRecord> found;
  Status status = read([&](Connection& db) -> Status {
    found.clear();
    db.each(std::string(kSelectExperiment) + " ORDER BY created_at, id", kExperimentColumns, {},
            [&](const Row& row) { found.push_back(experiment_of(row)); });
    return {};
  });
  if (!status) return std::move(status).error();
  return found;
}

Status SqlStore::delete_experiment(const std::string& id) {
  return write([&](Connection& db) -> Status {
    auto known = lock_newest(db, id, database_->for_update());
    if (!known) return std::move(known).error();
    const auto open = db.number("SELECT count(*) FROM runs WHERE is_open = 1 AND experiment_id = ?", {id});
    if (open.value_or(0) != 0) return make_error(messages::kExperimentInUse, {id, std::to_string(*open)});
    db.run("DELETE FROM experiments WHERE id = ?", {id});
    return {};
  });
}

Result<VersionRecord> SqlStore::get_version(const std::string& experiment_id, int number) {
  Result<VersionRecord> found = no_version(experiment_id, number);
  Status status = read([&](Connection& db) -> Status {
    db.each(std::string(kSelectVersion) + " WHERE experiment_id = ? AND number = ?", kVersionColumns,
            {experiment_id, number}, [&](const Row& row) { found = version_of(row); });
    return {};
  });
  if (!status) return std::move(status).error();
  return found;
}

Result<std::vector<VersionRecord>> SqlStore::list_versions(const std::string& experiment_id) {
  std::vector<VersionRecord> found;
  Status status = read([&](Connection& db) -> Status {
    found.clear();
    db.each(std::string(kSelectVersion) + " WHERE experiment_id = ? ORDER BY number", kVersionColumns, {experiment_id},
            [&](const Row& row) { found.push_back(version_of(row)); });
    if (!found.empty()) return {};
    return make_error(messages::kStoreNotFound, {"experiment", experiment_id});
  });
  if (!status) return std::move(status).error();
  return found;
}

Status SqlStore::update_version(const VersionRecord& v) {
  return write([&](Connection& db) -> Status {
    const auto closed = db.number(
        "SELECT closed FROM versions WHERE experiment_id = ? AND number = ?" + std::string(database_->for_update()),
        {v.experiment_id, v.number});
    if (!closed) return no_version(v.experiment_id, v.number);
    if (*closed != 0) return make_error(messages::kVersionClosed, {v.experiment_id, std::to_string(v.number)});
    const std::string files = encode_files(v.source.files);
    db.run(
        "UPDATE versions SET source_format = ?, source_text = ?, origin_dir = ?, source_files = ?"
        " WHERE experiment_id = ? AND number = ?",
        {to_string(v.source.format), v.source.text, v.source.origin_dir, files, v.experiment_id, v.number});
    return {};
  });
}

Status SqlStore::save_as_new_version(const VersionRecord& next) {
  return write([&](Connection& db) -> Status {
    auto newest = lock_newest(db, next.experiment_id, database_->for_update());
    if (!newest) return std::move(newest).error();
    if (next.number != *newest + 1) {
      return make_error(messages::kVersionNumber,
                        {next.experiment_id, std::to_string(next.number), std::to_string(*newest + 1)});
    }
    db.run("UPDATE versions SET closed = 1 WHERE experiment_id = ? AND number = ?", {next.experiment_id, *newest});
    insert_version(db, next);
    return {};
  });
}

Status SqlStore::close_version(const std::string& experiment_id, int number) {
  return write([&](Connection& db) -> Status {
    const auto closed =
        db.number("SELECT closed FROM versions WHERE experiment_id = ? AND number = ?", {experiment_id, number});
    if (!closed) return no_version(experiment_id, number);
    db.run("UPDATE versions SET closed = 1 WHERE experiment_id = ? AND number = ?", {experiment_id, number});
    return {};
  });
}

}  // namespace aiep::store
