/// One connection to the metastore's database. The only place that knows SOCI.
#pragma once

#include <memory>

#include "core/base/error.h"
#include "datachecker/metastore_db/metastore_db.h"

namespace aiep::check::metastore {

/// Texts come as the bytes of their column, nothing is converted on the way.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool has(std::size_t column) const = 0;
  virtual const std::string& text(std::size_t column) const = 0;  ///< "" for NULL
  virtual std::int64_t number(std::size_t column) const = 0;      ///< 0 for NULL
};

/// Read-only. Connects when a statement is run and no connection is there, at most once a second.
/// An error leaves the session usable; a lost connection is made anew by the next statement
/// that comes late enough.
class Session {
 public:
  explicit Session(const MetastoreDbOptions& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Starts the time of a batch: statements that would start after it fail.
  void begin_batch();
  Status run(const SqlStatement& statement, const std::function<void(const Row&)>& row);

  /// Counts connections made; a schema that was read belongs to one of them. 0 = none yet.
  std::uint64_t generation() const;
  bool connected() const;
  /// Connects when there is none.
  Status connect();
  MetastoreDbCounts counts() const;
  const std::string& name() const;  ///< `user@host:port/database`

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aiep::check::metastore
