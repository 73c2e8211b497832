/// One connection to one Hive metastore. All of Thrift is behind it.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "datachecker/evidence.h"
#include "datachecker/metastore_thrift/metastore_thrift.h"

namespace aiep::check::hms {

struct Table {
  std::string kind;                      ///< MANAGED_TABLE, VIRTUAL_VIEW …
  std::vector<std::string> keys, types;  ///< of partitions, in order
  Params params;
};

struct Partition {
  std::vector<std::string> values;  ///< raw; Hive's default partition by its name
  Params params;
};

enum class Fault {
  none,
  missing,     ///< no such database or table
  indigested,  ///< MetaException: the server or its database is in trouble, or cannot digest this request
  failed,      ///< an error that the method does not declare; the connection stays usable
  broken,      ///< closed, or bytes that are no answer
  silent,      ///< no whole answer in time
};

template <class T>
struct Reply {
  T value{};
  Fault fault = Fault::none;
  std::string words;  ///< of a fault; printable ASCII, at most 300 bytes
};

/// Not thread-safe. After broken or silent it is of no more use.
class Connection {
 public:
  /// Blocks at most connect_timeout for each address of the host. An unusable CA file also is `broken`.
  static Reply<std::unique_ptr<Connection>> open(const ThriftAddress& server, const MetastoreThriftOptions& options);
  ~Connection();

  /// Each blocks at most `limit`.
  Reply<Table> table(const std::string& database, const std::string& name, std::chrono::milliseconds limit);
  /// The ones of these stored names that exist; matches as loosely as the server's database compares.
  Reply<std::vector<Partition>> partitions(const std::string& database, const std::string& table,
                                           const std::vector<std::string>& names, std::chrono::milliseconds limit);
  /// Stored names of all partitions with these raw leading values, "" = any.
  Reply<std::vector<std::string>> names(const std::string& database, const std::string& table,
                                        const std::vector<std::string>& values, std::chrono::milliseconds limit);
  std::uint64_t calls() const;

 private:
  class Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aiep::check::hms
