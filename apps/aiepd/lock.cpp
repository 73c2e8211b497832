#include "apps/aiepd/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/files.h"

namespace aiep::daemon {
namespace {

std::string lock_path(const std::string& workspace) { return workspace + "/run/aiepd.lock"; }

}  // namespace

Result<bool> try_lock_workspace(const std::string& workspace) {
  const std::string path = lock_path(workspace);
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return system_error("open", path, errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    ::close(fd);
    if (error == EWOULDBLOCK) return false;
    return system_error("lock", path, error);
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    const int error = errno;
    ::close(fd);
    return system_error("write", path, error);
  }
  return true;
}

std::string workspace_holder(const std::string& workspace) {
  auto text = read_file(lock_path(workspace), 64);
  if (!text) return "";
  while (!text->empty() && text->back() == '\n') text->pop_back();
  return *text;
}

}  // namespace aiep::daemon
