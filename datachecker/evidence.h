/// What the parameters of a table or partition in a metastore say about data. Pure.
#pragma once

#include <map>
#include <string>

#include "core/spi/check_backend.h"

namespace aiep::check {

using Params = std::map<std::string, std::string>;

enum class TableKind {
  plain,
  view,           ///< existence only
  iceberg,        ///< its parameters tell, its partitions are not in the metastore
  transactional,  ///< statistics and files count open and aborted writes too
  foreign,        ///< another system keeps the data: existence only
};
/// By TBL_TYPE and the parameters of the table.
TableKind table_kind(const std::string& type, const Params& params);

struct Evidence {
  spi::Verdict verdict = spi::Verdict::unknown;
  std::string words;
};

/// Rows or bytes prove data. Emptiness is proved only by no rows, no bytes and accurate statistics
/// together: Spark leaves numRows 0, called accurate, beside data.
Evidence judge_statistics(const Params& params);
/// By the current snapshot.
Evidence judge_iceberg(const Params& params);
/// The rung stats for a table of this kind; `asked` are the parameters of what is asked for, the
/// partition or the table itself.
Evidence judge_stats(TableKind kind, const Params& table, const Params& asked);

}  // namespace aiep::check
