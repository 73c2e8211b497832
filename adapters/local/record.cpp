#include "adapters/local/record.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace aiep::local {
namespace {

const char* word(Ending ending) {
  switch (ending) {
    case Ending::succeeded: return "succeeded";
    case Ending::failed: return "failed";
    case Ending::cancelled: return "cancelled";
  }
  return "failed";
}

bool write_whole(int fd, const std::string& content) {
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t n = ::write(fd, content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

/// close() that keeps the errno of what went wrong before.
void close_quietly(int fd) {
  const int saved = errno;
  ::close(fd);
  errno = saved;
}

}  // namespace

std::string encode(const Fields& fields) {
  std::string out;
  for (const auto& [key, value] : fields) {
    out.append(key).push_back('\0');
    out.append(value).push_back('\0');
  }
  return out;
}

Fields decode(const std::string& text) {
  Fields fields;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t key_end = text.find('\0', at);
    if (key_end == std::string::npos) break;
    const std::size_t value_end = text.find('\0', key_end + 1);
    if (value_end == std::string::npos) break;
    fields.emplace_back(text.substr(at, key_end - at), text.substr(key_end + 1, value_end - key_end - 1));
    at = value_end + 1;
  }
  return fields;
}

std::string field(const Fields& fields, const std::string& key) {
  for (const auto& [name, value] : fields) {
    if (name == key) return value;
  }
  return "";
}

std::string encode(const ExitRecord& record) {
  Fields fields{{"ending", word(record.ending)},
                {"reason", record.reason},
                {"started_ms", std::to_string(record.started_ms)},
                {"ended_ms", std::to_string(record.ended_ms)}};
  if (record.exit_code) fields.emplace_back("exit_code", std::to_string(*record.exit_code));
  if (record.signal) fields.emplace_back("signal", std::to_string(*record.signal));
  fields.emplace_back("end", "");
  return encode(fields);
}

std::optional<ExitRecord> decode_exit(const std::string& text) {
  const Fields fields = decode(text);
  const std::string ending = field(fields, "ending");
  if (fields.empty() || fields.back().first != "end") return std::nullopt;
  ExitRecord record;
  if (ending == "succeeded") {
    record.ending = Ending::succeeded;
  } else if (ending == "cancelled") {
    record.ending = Ending::cancelled;
  } else if (ending != "failed") {
    return std::nullopt;
  }
  record.reason = field(fields, "reason");
  record.started_ms = std::atoll(field(fields, "started_ms").c_str());
  record.ended_ms = std::atoll(field(fields, "ended_ms").c_str());
  if (const std::string code = field(fields, "exit_code"); !code.empty()) record.exit_code = std::atoi(code.c_str());
  if (const std::string signal = field(fields, "signal"); !signal.empty()) record.signal = std::atoi(signal.c_str());
  return record;
}

std::string encode(const KeeperRecord& record) {
  return encode(Fields{{"pid", std::to_string(record.identity.pid)},
                       {"start_time", std::to_string(record.identity.start_time)},
                       {"boot_id", record.identity.boot_id},
                       {"session", std::to_string(record.session)},
                       {"cgroup", record.cgroup},
                       {"started_ms", std::to_string(record.started_ms)}});
}

KeeperRecord decode_keeper(const std::string& text) {
  const Fields fields = decode(text);
  KeeperRecord record;
  record.identity.pid = std::atoi(field(fields, "pid").c_str());
  record.identity.start_time = std::strtoull(field(fields, "start_time").c_str(), nullptr, 10);
  record.identity.boot_id = field(fields, "boot_id");
  record.session = std::atoi(field(fields, "session").c_str());
  record.cgroup = field(fields, "cgroup");
  record.started_ms = std::atoll(field(fields, "started_ms").c_str());
  return record;
}

std::string boot_id() {
  std::string id = read_all("/proc/sys/kernel/random/boot_id");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

std::uint64_t start_time_of(int pid) {
  const std::string stat = read_all("/proc/" + std::to_string(pid) + "/stat");
  // The name in parentheses may hold anything, so count from the last one. Field 22 is the 20th after it.
  std::size_t at = stat.rfind(')');
  if (at == std::string::npos) return 0;
  for (int i = 0; i < 20 && at != std::string::npos; ++i) at = stat.find(' ', at + 1);
  return at == std::string::npos ? 0 : std::strtoull(stat.c_str() + at + 1, nullptr, 10);
}

bool is_alive(const ProcessIdentity& identity) {
  return identity.pid > 0 && identity.boot_id == boot_id() && identity.start_time != 0 &&
         start_time_of(identity.pid) == identity.start_time;
}

std::int64_t now_ms() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

std::string read_all(const std::string& path) {
  std::string content;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return content;
  char buffer[16384];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    content.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(fd);
  return content;
}

bool write_atomically(const std::string& path, const std::string& content, unsigned mode) {
  const std::string temporary = path + "." + std::to_string(::getpid()) + ".tmp";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return false;
  const bool written = write_whole(fd, content);
  close_quietly(fd);
  if (written && ::rename(temporary.c_str(), path.c_str()) == 0) return true;
  const int saved = errno;
  ::unlink(temporary.c_str());
  errno = saved;
  return false;
}

bool write_durably(const std::string& path, const std::string& content) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  // Syncing a new file brings its name along on every journalling file system.
  const bool written = write_whole(fd, content) && ::fdatasync(fd) == 0;
  const int saved = errno;
  if (!written) (void)!::ftruncate(fd, 0);
  ::close(fd);
  errno = saved;
  return written;
}

bool exists(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

}  // namespace aiep::local
