// aiep-keeper: starts and keeps the tasks of a workspace on this machine. A program of its own and
// linked statically, because it is forked for every task: each library it mapped would be paid for
// two thousand times by a run of two thousand nodes.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "adapters/local/keep/spawner.h"

int main(int argc, char** argv) {
  std::string workspace;
  int ready_fd = -1;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--workspace") == 0) workspace = argv[i + 1];
    if (std::strcmp(argv[i], "--ready-fd") == 0) ready_fd = std::atoi(argv[i + 1]);
  }
  if (workspace.empty()) {
    std::fputs("usage: aiep-keeper --workspace DIR [--ready-fd N]\n  the daemon starts it, by `aiep-node keep`\n",
               stderr);
    return 2;
  }
  return aiep::local::run_spawner(workspace, ready_fd);
}
