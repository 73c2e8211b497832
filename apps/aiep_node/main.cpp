// aiep-node: the small program beside the daemon and, later, inside schedulers and containers.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

int usage() {
  std::fputs(
      "usage: aiep-node keep --workspace DIR [--ready-fd N]\n"
      "  keep  starts and keeps the tasks of a workspace on this machine; the daemon starts it\n",
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
  if (argc >= 2 && std::strcmp(argv[1], "keep") == 0) return keep(argv);
  return usage();
}
