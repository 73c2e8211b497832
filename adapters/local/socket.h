/// Unix sockets below a folder of any length: the address goes through an open descriptor of the
/// folder, because sun_path holds only 107 bytes.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <string>

namespace aiep::local {

class SocketAddress {
 public:
  SocketAddress(const std::string& folder, const std::string& name);
  ~SocketAddress();
  SocketAddress(const SocketAddress&) = delete;
  SocketAddress& operator=(const SocketAddress&) = delete;
  bool valid() const { return folder_fd_ >= 0; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
  socklen_t size() const { return sizeof address_; }

 private:
  int folder_fd_;
  sockaddr_un address_{};
};

/// Names below <workspace>/local.
inline constexpr const char* kSpawnerSocket = "spawner.sock";
inline constexpr const char* kNotifySocket = "notify.sock";

}  // namespace aiep::local
