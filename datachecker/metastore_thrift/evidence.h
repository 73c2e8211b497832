/// What the parameters of a table or partition say about data. Pure.
#pragma once

#include <string>

#include "datachecker/metastore_thrift/connection.h"

namespace aiep::check::hms {

struct Seen {
  spi::Verdict verdict = spi::Verdict::unknown;
  std::string words;
};

bool is_view(const Table& table);
bool is_iceberg(const Table& table);

/// The rung stats. `partition` is null when the table as such is asked for. Rows or bytes prove data;
/// emptiness is proved only by no rows, no bytes and accurate statistics together, because Spark leaves
/// numRows 0, called accurate, beside data. Statistics of transactional tables count open and aborted
/// writes too and tell nothing.
Seen judge_statistics(const Table& table, const Partition* partition);

}  // namespace aiep::check::hms
