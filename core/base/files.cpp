#include "core/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/ids.h"
#include "core/base/messages/general.h"

namespace aiep {
namespace {

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

bool write_all(int fd, const std::string& content) {
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t n = ::write(fd, content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

Error system_error(const std::string& what, const std::string& object, int error_number) {
  const bool rights = error_number == EACCES || error_number == EPERM || error_number == EROFS;
  Error error =
      make_error(rights ? messages::kPermission : messages::kSystemCall, {what, object, std::strerror(error_number)});
  if (error_number == ENOENT || error_number == ENOTDIR) error.kind = ErrorKind::not_found;
  return error;
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return system_error("open", path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return system_error("stat", path, errno);
  if (S_ISDIR(info.st_mode)) return system_error("read", path, EISDIR);
  std::string content;
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(file.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("read", path, errno);
    if (n == 0) return content;
    content.append(buffer, static_cast<std::size_t>(n));
    if (content.size() > limit) {
      return make_error(messages::kFileTooLarge, {path, std::to_string(limit)});
    }
  }
}

Status write_file_atomically(const std::string& path, const std::string& content, unsigned mode) {
  const std::string temporary = path + "." + random_hex(8) + ".tmp";
  Status status;
  {
    const Fd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.get() < 0) return system_error("create", temporary, errno);
    if (!write_all(file.get(), content)) status = system_error("write", temporary, errno);
    if (status && ::fsync(file.get()) != 0) status = system_error("sync", temporary, errno);
  }
  if (status && ::rename(temporary.c_str(), path.c_str()) != 0) status = system_error("rename", path, errno);
  if (!status) ::unlink(temporary.c_str());
  return status;
}

Status make_directories(const std::string& path, unsigned mode) {
  if (::mkdir(path.c_str(), mode) == 0) return {};
  if (errno == ENOENT && path.find('/', 1) != std::string::npos) {
    if (Status made = make_directories(path.substr(0, path.rfind('/')), mode); !made) return made;
    if (::mkdir(path.c_str(), mode) == 0) return {};
  }
  if (errno != EEXIST) return system_error("create folder", path, errno);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return system_error("stat", path, errno);
  if (!S_ISDIR(info.st_mode)) return system_error("create folder", path, ENOTDIR);
  return {};
}

}  // namespace aiep
