/// The harness of the store's suite on MariaDB: one server per program, one database per case.
#pragma once

#include "tests/contract/store_suite.h"
#include "tests/support/mariadb_server.h"

namespace aiep::test {

MariadbServer& shared_server();
std::unique_ptr<store::Connection> connect_as_root(const std::string& database);

}  // namespace aiep::test
