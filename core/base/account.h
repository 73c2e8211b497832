/// The account this process runs as. Thread-safe, which getpwuid() is not.
#pragma once

#include <string>

namespace aiep {

struct Account {
  std::string name;  ///< the user's number where the machine has no name for it
  std::string home;  ///< "" where it has none
};

/// Of the effective user. Asks the name service, so it may block.
Account current_account();

}  // namespace aiep
