#include "tests/support/mini_server.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace aiep::test {
namespace {

/// The line that the server prints when it is ready; "" when it does not come.
std::string first_line(int fd, int limit_ms) {
  std::string line;
  pollfd ready{fd, POLLIN, 0};
  char c = 0;
  while (::poll(&ready, 1, limit_ms) == 1 && ::read(fd, &c, 1) == 1) {
    if (c == '\n') return line;
    line += c;
  }
  return "";
}

}  // namespace

MiniServer::MiniServer(const std::string& name, std::vector<std::string> arguments, int limit_ms) {
  arguments.insert(arguments.begin(), std::string(AIEP_SOURCE_DIR) + "/tests/mini/" + name);
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) throw std::runtime_error("pipe failed");
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(127);
    ::dup2(pipe_ends[1], 1);
    ::close(pipe_ends[0]);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  const std::string line = pid_ < 0 ? "" : first_line(pipe_ends[0], limit_ms);
  ::close(pipe_ends[0]);
  const std::string said = "listening ";
  if (!line.starts_with(said)) throw std::runtime_error(name + " did not start: " + line);
  port_ = std::atoi(line.c_str() + said.size());
}

MiniServer::~MiniServer() {
  signal(SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

void MiniServer::signal(int number) const { ::kill(pid_, number); }

}  // namespace aiep::test
