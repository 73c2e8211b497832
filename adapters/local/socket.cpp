#include "adapters/local/socket.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace aiep::local {

SocketAddress::SocketAddress(const std::string& folder, const std::string& name)
    : folder_fd_(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  address_.sun_family = AF_UNIX;
  std::snprintf(address_.sun_path, sizeof address_.sun_path, "/proc/self/fd/%d/%s", folder_fd_, name.c_str());
}

SocketAddress::~SocketAddress() {
  if (folder_fd_ >= 0) ::close(folder_fd_);
}

}  // namespace aiep::local
