#include "apps/aiep_node/run/pack.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "core/base/files.h"
#include "core/config/workspace.h"

namespace aiep::agent {
namespace {

constexpr std::size_t kMaxOutput = 64u << 20;

std::string read_to_end(int fd) {
  std::string text;
  char buffer[8192];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    if (text.size() < kMaxOutput) text.append(buffer, static_cast<std::size_t>(n));
  }
}

}  // namespace

Result<PackOutput> run_pack(const std::string& file) {
  const std::string program = config::sibling_program("aiepctl");
  if (::access(program.c_str(), X_OK) != 0) return system_error("run", program, errno);
  std::vector<std::string> words{program, "experiments", "pack", file, "-o", "json"};
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error("make", "a pipe", errno);
  const int null_fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(null_fd, 0);
    ::dup2(ends[1], 1);
    ::dup2(null_fd, 2);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  const int failed = child < 0 ? errno : 0;
  ::close(ends[1]);
  ::close(null_fd);
  PackOutput output;
  if (child > 0) output.document = read_to_end(ends[0]);
  ::close(ends[0]);
  if (failed != 0) return system_error("fork for", program, failed);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) output.exit_code = WEXITSTATUS(status);
  return output;
}

}  // namespace aiep::agent
