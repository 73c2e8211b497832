/// What the metastore's database looks like.
#pragma once

#include "datachecker/metastore_db/session.h"
#include "datachecker/metastore_db/statements.h"

namespace aiep::check::metastore {

/// Three statements. failed_precondition when a table or column that is needed is missing (or hidden
/// by missing privileges) or the version is older than 1.0.
Result<Schema> read_schema(Session& session);

}  // namespace aiep::check::metastore
