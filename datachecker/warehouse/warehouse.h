/// Answers from a warehouse folder on this machine, laid out as Hive lays out its own:
/// `<root>/<db>.db/<table>/<key>=<value>/…`, tables of the database `default` also as
/// `<root>/<table>`. Facts: README.md of datachecker.
#pragma once

#include <memory>
#include <string>

#include "core/spi/check_backend.h"

namespace aiep::check {

/// Rungs exists, done_flag (`_SUCCESS`) and files; the others are refused. Names that start with
/// `_` or `.` are not data, nor are empty files. A spec that gives only leading levels (or none, on
/// a partitioned table) asks for the newest partition below them, by name. A folder that cannot be
/// read is unknown; a root that cannot be read fails the batch (unavailable). Blocking: file system
/// calls; stateless.
std::unique_ptr<spi::CheckBackend> make_warehouse(std::string root);

}  // namespace aiep::check
