/// One batch of questions against one metastore.
#pragma once

#include <optional>
#include <set>

#include "datachecker/evidence.h"
#include "datachecker/metastore_thrift/doubts.h"
#include "datachecker/metastore_thrift/servers.h"

namespace aiep::check::hms {

class Sweep {
 public:
  Sweep(Servers& servers, std::map<std::size_t, Doubts>& doubts, const MetastoreThriftOptions& options,
        const std::vector<spi::ObjectQuestion>& questions);

  /// Fails when no server answers.
  Result<std::vector<spi::ObjectAnswer>> run();

 private:
  using Name = std::pair<std::string, std::string>;  ///< database and table

  /// What is known of one table or partition so far.
  template <class T>
  struct Found {
    std::optional<T> value;  ///< none = it does not exist, unless:
    std::string unknown;     ///< why it cannot be told
    std::string cannot;      ///< why it cannot exist
  };

  struct Item {
    spi::ObjectQuestion question;
    std::string spelled;  ///< the name that engines would give it, if another; "" = none
    std::string wanted;   ///< stored name of the partition, "" = none
    bool newest = false;
    std::optional<spi::ObjectAnswer> answer;
  };

  void ready(Item& item) const;
  void judge_table(Item& item) const;
  void read_spec(Item& item) const;
  bool order_levels(Item& item, const Table& table) const;
  void judge(Item& item) const;

  Status load_tables();
  Status load_newest();
  Status load_partitions();
  Status load_wide_partitions();
  Found<Table> table_from(const Reply<Table>& reply) const;
  /// The next `count` names from `first`; halves the list when the server cannot digest it.
  Status load_names(const Name& table, const std::vector<std::string>& names, std::size_t first, std::size_t count);
  void take(const Name& table, const std::string& name, const Reply<std::vector<Partition>>& reply);
  template <class T>
  Status load_apart(Column column, const std::string& text, Found<T>& found,
                    const std::function<Reply<T>(Connection&)>& call, const std::function<bool()>& control);
  Result<std::string> newest_of(const Name& table, const spi::ObjectQuestion& question);
  Doubts& doubts() { return all_doubts_[servers_.current()]; }
  Error down(const std::string& words) const;

  Servers& servers_;
  std::map<std::size_t, Doubts>& all_doubts_;
  const MetastoreThriftOptions& options_;
  std::vector<Item> items_;
  std::map<Name, Found<Table>> tables_;
  std::map<Name, std::map<std::string, Found<Partition>>> partitions_;
  int splits_left_ = 40;  ///< a server in trouble must not be asked for each half of everything
  bool apart_was_slow_ = false;
};

}  // namespace aiep::check::hms
