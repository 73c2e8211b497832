/// What the parameters of a table or partition say about data. Pure.
#pragma once

#include "core/spi/check_backend.h"
#include "datachecker/metastore_db/rows.h"

namespace aiep::check::metastore {

enum class Kind {
  plain,
  view,           ///< existence only
  iceberg,        ///< its parameters tell, its partitions are not in the metastore
  transactional,  ///< statistics and files count open and aborted writes too
  foreign,        ///< another system keeps the data: existence only
};
Kind kind_of(const TableRow& table);

struct Seen {
  spi::Verdict verdict = spi::Verdict::unknown;
  std::string words;
};

/// Rows or bytes prove data. Emptiness is proved only by no rows, no bytes and accurate statistics
/// together: Spark leaves numRows 0, called accurate, beside data.
Seen judge_statistics(const Params& params);
/// By the current snapshot.
Seen judge_iceberg(const Params& params);

}  // namespace aiep::check::metastore
