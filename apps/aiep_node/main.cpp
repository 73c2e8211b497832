// aiep-node: the small program beside the daemon and inside schedulers and containers.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "apps/aiep_node/run/commands.h"

namespace {

int usage() {
  std::fputs(
      "usage: aiep-node run --experiment NAME | --file FILE [options]   (aiep-node run --help)\n"
      "       aiep-node deliver --spool DIR\n"
      "       aiep-node keep --workspace DIR [--ready-fd N]\n"
      "  run      runs an experiment as one node of an outer scheduler, and ends with its verdict\n"
      "  deliver  carries cancels that could not be delivered to their server; run starts it\n"
      "  keep     starts and keeps the tasks of a workspace on this machine; the daemon starts it\n",
      stderr);
  return 2;
}

/// The keeper is a program of its own (apps/aiep_keeper says why), beside this one.
int keep(char** argv) {
  char self[4096];
  const ssize_t size = ::readlink("/proc/self/exe", self, sizeof self);
  std::string program(self, size > 0 ? static_cast<std::size_t>(size) : 0);
  program.replace(program.rfind('/') + 1, std::string::npos, "aiep-keeper");
  argv[1] = program.data();
  ::execv(program.c_str(), argv + 1);
  std::fprintf(stderr, "aiep-node keep: %s: %s\n", program.c_str(), std::strerror(errno));
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc >= 2 ? argv[1] : "";
  if (command == "keep") return keep(argv);
  const std::vector<std::string> words(argv + (argc >= 2 ? 2 : argc), argv + argc);
  if (command == "run") return aiep::agent::run_command(words);
  if (command == "deliver") return aiep::agent::deliver_command(words);
  return usage();
}
