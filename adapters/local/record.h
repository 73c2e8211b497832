/// The files by which a task's keeper and the backend speak to each other. They are the truth of a
/// task on this machine: both sides may be killed at any moment. Plain libc, no third-party code,
/// because the keeper is a small process.
///
/// In the attempt's folder: `task` (what to run; its presence is the order), `script`, `log`,
/// `keeper` (who it is; locked by it while it lives), `cancel` (wanted), `exit` (the verdict, written
/// once).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aiep::local {

/// Key → value in order; keys may repeat. Values may hold anything but NUL.
using Fields = std::vector<std::pair<std::string, std::string>>;
std::string encode(const Fields& fields);
Fields decode(const std::string& text);
std::string field(const Fields& fields, const std::string& key);

enum class Ending { succeeded, failed, cancelled };

struct ExitRecord {
  Ending ending = Ending::failed;
  std::optional<int> exit_code, signal;
  std::string reason;
  std::int64_t started_ms = 0, ended_ms = 0;  ///< 0 = never started
};
std::string encode(const ExitRecord& record);
std::optional<ExitRecord> decode_exit(const std::string& text);

/// Identity of a process that survives the reuse of pids.
struct ProcessIdentity {
  int pid = 0;
  std::uint64_t start_time = 0;  ///< clock ticks since boot, /proc/PID/stat field 22
  std::string boot_id;
};
std::string boot_id();
/// start_time of a live process, 0 = none.
std::uint64_t start_time_of(int pid);
bool is_alive(const ProcessIdentity& identity);

/// The file `keeper`. A record that is not whole was never finished: the task had not begun.
struct KeeperRecord {
  ProcessIdentity identity;
  int session = 0;
  std::string cgroup;
  std::int64_t started_ms = 0;
  bool whole() const { return started_ms > 0; }
};
std::string encode(const KeeperRecord& record);
KeeperRecord decode_keeper(const std::string& text);

std::int64_t now_ms();
/// "" when it cannot be read.
std::string read_all(const std::string& path);
/// Temporary file and rename: seen whole or not at all. Not synced. False with errno on failure.
bool write_atomically(const std::string& path, const std::string& content, unsigned mode = 0600);
/// For content that its reader can tell from a part of it: written in place and synced, which costs
/// one flush where a rename costs two. False with errno on failure, and then it is empty.
bool write_durably(const std::string& path, const std::string& content);
bool exists(const std::string& path);

}  // namespace aiep::local
