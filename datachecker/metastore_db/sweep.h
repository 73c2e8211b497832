/// One batch of questions, from names to answers.
#pragma once

#include "datachecker/evidence.h"
#include "datachecker/metastore_db/rows.h"

namespace aiep::check::metastore {

class Sweep {
 public:
  Sweep(Session& session, const Schema& schema, const MetastoreDbOptions& options,
        const std::vector<spi::ObjectQuestion>& questions);

  /// Looks for tables and partitions.
  Status find();
  /// After find(): the answers under each question's rung.
  Result<std::vector<spi::ObjectAnswer>> judge();
  /// After find().
  Result<std::vector<std::optional<std::string>>> locate();

 private:
  struct Item {
    spi::ObjectQuestion question;  ///< folded
    std::optional<spi::ObjectAnswer> answer;
    Tables::Name name;
    const TableRow* table = nullptr;
    std::vector<std::string> wanted;  ///< names to look for, the first that is there counts
    std::optional<std::string> newest_below;
    std::optional<Partition> partition;
  };

  bool ready(Item& item) const;
  bool in_columns(Item& item) const;
  void judge_table(Item& item);
  void read_spec(Item& item);
  bool order_levels(Item& item) const;
  void want_partition(Item& item);
  std::optional<std::string> stored_name(const Item& item, bool as_engines) const;
  void pick(Item& item) const;
  Status load_evidence();
  std::optional<Written> written(const Item& item) const;
  Evidence judge_item(const Item& item) const;
  Evidence judge_transactions(const Item& item) const;
  std::string words_for(const Item& item) const;

  Session& session_;
  const Schema& schema_;
  const MetastoreDbOptions& options_;
  std::vector<Item> items_;
  Tables tables_;
  Partitions partitions_;
  std::map<std::int64_t, Params> params_;  ///< of partitions
  Writes writes_;
};

}  // namespace aiep::check::metastore
