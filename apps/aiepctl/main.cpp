// aiepctl: the command line.
#include <iostream>

#include "apps/aiepctl/cli.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const int code = aiep::cli::run_cli({argv + 1, argv + argc}, std::cout, std::cerr);
  std::cout.flush();
  // Lost output is a failure too: a full disk behind a redirection must not look like success.
  return code == 0 && !std::cout ? 74 : code;
}
