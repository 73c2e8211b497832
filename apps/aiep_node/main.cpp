// aiep-node: the small program beside the daemon and, later, inside schedulers and containers.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "adapters/local/keep/spawner.h"

namespace {

int usage() {
  std::fputs(
      "usage: aiep-node keep --workspace DIR [--ready-fd N]\n"
      "  keep  starts and keeps the tasks of a workspace on this machine; the daemon starts it\n",
      stderr);
  return 2;
}

int keep(int argc, char** argv) {
  std::string workspace;
  int ready_fd = -1;
  for (int i = 2; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--workspace") == 0) {
      workspace = argv[i + 1];
    } else if (std::strcmp(argv[i], "--ready-fd") == 0) {
      ready_fd = std::atoi(argv[i + 1]);
    } else {
      return usage();
    }
  }
  return workspace.empty() ? usage() : aiep::local::run_spawner(workspace, ready_fd);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 2 && std::strcmp(argv[1], "keep") == 0) return keep(argc, argv);
  return usage();
}
