/// The files by which a task's keeper and the backend speak to each other. They are the truth of a
/// task on this machine: both sides may be killed at any moment. Plain libc, no third-party code,
/// because the keeper is a small process.
///
/// In the attempt's folder: `task` (what to run; its presence is the order), `script`, `log`,
/// `lock` (held by the keeper while it lives), `keeper` (who it is), `cancel` (wanted), `exit`
/// (the verdict, written once).
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

std::int64_t now_ms();
/// "" when it cannot be read.
std::string read_all(const std::string& path);
enum class Durable { no, yes };
/// Temporary file and rename; `yes` also syncs the file and its folder. False with errno on failure.
bool write_atomically(const std::string& path, const std::string& content, Durable durable, unsigned mode = 0600);
bool exists(const std::string& path);

}  // namespace aiep::local
