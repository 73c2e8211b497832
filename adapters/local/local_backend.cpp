#include "adapters/local/local_backend.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "adapters/local/notifier.h"
#include "adapters/local/prepare.h"
#include "adapters/local/processes.h"
#include "adapters/local/record.h"
#include "adapters/local/spawner_client.h"
#include "core/base/files.h"
#include "core/base/guards.h"
#include "core/base/messages/backend.h"

namespace aiep::local {
namespace {

/// Takes the keeper's lock if nobody holds it. A lock that is free means: no keeper lives.
class KeeperLock {
 public:
  explicit KeeperLock(const std::string& folder) : fd_(::open((folder + "/keeper").c_str(), O_RDONLY | O_CLOEXEC)) {
    free_ = fd_ >= 0 ? ::flock(fd_, LOCK_EX | LOCK_NB) == 0 : errno == ENOENT;
  }
  ~KeeperLock() {
    if (fd_ >= 0) ::close(fd_);
  }
  KeeperLock(const KeeperLock&) = delete;
  KeeperLock& operator=(const KeeperLock&) = delete;
  bool free() const { return free_; }

 private:
  int fd_;
  bool free_ = false;
};

std::optional<ExitRecord> verdict_of(const std::string& folder) { return decode_exit(read_all(folder + "/exit")); }

KeeperRecord read_keeper(const std::string& folder) { return decode_keeper(read_all(folder + "/keeper")); }

TimePoint wall_clock() { return from_ms(now_ms()); }

spi::TaskStatus status_of(const ExitRecord& record) {
  spi::TaskStatus status;
  status.phase = record.ending == Ending::succeeded   ? spi::Phase::succeeded
                 : record.ending == Ending::cancelled ? spi::Phase::cancelled
                                                      : spi::Phase::failed;
  status.reason = record.reason;
  status.exit_code = record.exit_code;
  status.signal = record.signal;
  status.observed_at = wall_clock();
  if (record.started_ms > 0) status.started_at = from_ms(record.started_ms);
  if (record.ended_ms > 0) status.ended_at = from_ms(record.ended_ms);
  return status;
}

/// A session number may be a stranger's after a reboot, or when a leader of another age has it now.
std::vector<pid_t> survivors(const std::string& folder, const KeeperRecord& keeper) {
  const std::uint64_t leader = start_time_of(keeper.session);
  const bool other = keeper.identity.boot_id != boot_id() || (leader != 0 && leader != keeper.identity.start_time);
  const bool stranger = other && guard_on(Guard::keeper_identity);
  return survivors_of(folder, stranger ? 0 : keeper.session, keeper.cgroup);
}

int default_slots() { return std::max(8, 2 * static_cast<int>(std::thread::hardware_concurrency())); }

class LocalBackend final : public spi::Backend, public spi::LogSource, public spi::OwnedLister {
 public:
  explicit LocalBackend(LocalOptions options)
      : options_(std::move(options)),
        state_(options_.workspace + "/local"),
        ready_(make_directories(state_ + "/claims")),
        host_(read_host_facts(options_)),
        spawner_(options_.workspace, options_.node_program),
        notifier_(state_) {}

  Result<std::string> create(const spi::TaskRequest& request) override {
    if (!ready_) return ready_.error();
    // The claim is the one exclusive step: whoever makes it names the folder for everybody.
    const std::string claim = claim_path(request.key);
    if (::symlink(request.work_dir.c_str(), claim.c_str()) != 0 && errno != EEXIST) {
      return system_error("write", claim, errno);
    }
    auto folder = folder_of(request.key);
    if (!folder) return std::move(folder).error();
    if (!exists(*folder + "/task")) {
      spi::TaskRequest here = request;
      here.work_dir = *folder;
      if (Status prepared = prepare_folder(here, options_, host_); !prepared) return std::move(prepared).error();
    }
    if (!read_keeper(*folder).whole()) {
      if (Status started = spawner_.start_task(*folder); !started) return std::move(started).error();
    }
    return request.key;
  }

  Result<std::string> recover(const std::string& key) override {
    auto folder = folder_of(key);
    if (!folder) return std::move(folder).error();
    if (!exists(*folder + "/task")) return make_error(messages::kTaskUnknown, {key});
    return key;
  }

  Result<spi::TaskStatus> get(const std::string& handle) override {
    auto folder = folder_of(handle);
    if (!folder) return std::move(folder).error();
    bool never_started = false;
    auto status = look(handle, *folder, never_started);
    // Ordered but not begun yet, or never: the spawner may have gone away in between. Asking again
    // is harmless.
    if (never_started && exists(*folder + "/task")) {
      if (Status started = spawner_.start_task(*folder); !started) return std::move(started).error();
    }
    return status;
  }
  Result<spi::CancelOutcome> cancel(const std::string& handle) override {
    auto folder = folder_of(handle);
    if (!folder) return std::move(folder).error();
    if (verdict_of(*folder)) return spi::CancelOutcome::done;
    if (!exists(*folder + "/cancel") && !write_atomically(*folder + "/cancel", "")) {
      return system_error("write", *folder + "/cancel", errno);
    }
    const KeeperLock lock(*folder);
    const KeeperRecord keeper = read_keeper(*folder);
    if (!lock.free()) {
      if (keeper.whole()) signal_keeper(keeper.identity);
      return spi::CancelOutcome::accepted;
    }
    if (verdict_of(*folder)) return spi::CancelOutcome::done;
    if (keeper.whole()) {
      if (!survivors(*folder, keeper).empty()) stop_all([&] { return survivors(*folder, keeper); });
      const std::vector<pid_t> alive = survivors(*folder, keeper);
      for (pid_t pid : alive) ::kill(pid, SIGKILL);
      if (!alive.empty()) return spi::CancelOutcome::accepted;
    }
    return conclude(*folder, Ending::cancelled,
                    keeper.whole() ? "its keeper was gone; its processes were killed" : "cancelled before it started");
  }

  spi::BackendCapabilities capabilities() const override {
    spi::BackendCapabilities capabilities;
    capabilities.notifies = true;
    capabilities.tied_to_server = true;
    capabilities.max_parallel = options_.slots > 0 ? options_.slots : default_slots();
    return capabilities;
  }

  void set_wakeup(std::function<void(std::string key)> wake) override { notifier_.set_wakeup(std::move(wake)); }

  Result<spi::LogChunk> read_log(const std::string& handle, std::uint64_t offset, std::size_t limit) override {
    auto folder = folder_of(handle);
    if (!folder) return std::move(folder).error();
    const bool ended = verdict_of(*folder).has_value();  // before the read: nothing is written after it
    spi::LogChunk chunk;
    chunk.next_offset = offset;
    const int fd = ::open((*folder + "/log").c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT) return system_error("open", *folder + "/log", errno);
    if (fd >= 0) {
      chunk.text.resize(limit);
      const ssize_t size = ::pread(fd, chunk.text.data(), limit, static_cast<off_t>(offset));
      const int error = errno;
      ::close(fd);
      if (size < 0) return system_error("read", *folder + "/log", error);
      chunk.text.resize(static_cast<std::size_t>(size));
      chunk.next_offset += static_cast<std::uint64_t>(size);
    }
    chunk.complete = ended && chunk.text.size() < limit;
    return chunk;
  }

  Result<std::vector<spi::OwnedTask>> list_owned() override {
    std::vector<spi::OwnedTask> owned;
    const std::lock_guard lock(over_mutex_);
    DIR* claims = ::opendir((state_ + "/claims").c_str());
    if (claims == nullptr) return system_error("open", state_ + "/claims", errno);
    while (const dirent* item = ::readdir(claims)) {
      const std::string key = item->d_name;
      if (key.front() == '.' || over_.contains(key)) continue;
      auto folder = folder_of(key);
      if (!folder || !exists(*folder + "/task")) continue;
      if (verdict_of(*folder)) {
        over_.insert(key);
        continue;
      }
      const KeeperLock keeper_lock(*folder);
      const KeeperRecord keeper = read_keeper(*folder);
      // An order that has not begun can still do so.
      const bool alive = !keeper_lock.free() || !keeper.whole() || !survivors(*folder, keeper).empty();
      owned.push_back({key, key, alive});
    }
    ::closedir(claims);
    return owned;
  }

 private:
  std::string claim_path(const std::string& key) const { return state_ + "/claims/" + key; }

  Result<std::string> folder_of(const std::string& key) const {
    char target[4096];
    const bool plain = !key.empty() && key.find('/') == std::string::npos && key.front() != '.';
    const ssize_t size = plain ? ::readlink(claim_path(key).c_str(), target, sizeof target) : -1;
    if (size < 0 && plain && errno != ENOENT) return system_error("read", claim_path(key), errno);
    if (size < 0) return make_error(messages::kTaskUnknown, {key});
    return std::string(target, static_cast<std::size_t>(size));
  }

  Result<spi::TaskStatus> look(const std::string& handle, const std::string& folder, bool& never_started) {
    if (auto record = verdict_of(folder)) return status_of(*record);
    spi::TaskStatus status;
    status.observed_at = wall_clock();
    const KeeperLock lock(folder);
    const KeeperRecord keeper = read_keeper(folder);
    if (keeper.started_ms > 0) status.started_at = from_ms(keeper.started_ms);
    if (!lock.free()) {
      status.phase = spi::Phase::running;
      return status;
    }
    // The verdict may have come between the two looks.
    if (auto record = verdict_of(folder)) return status_of(*record);
    if (keeper.whole()) return without_keeper(handle, folder, keeper);
    // Without a keeper file, a restart of the machine leaves open whether it ever began (the file
    // may have been lost with the power). Beginning it again could run it twice.
    const std::string ordered_in = field(decode(read_all(folder + "/task")), "boot_id");
    if (!ordered_in.empty() && ordered_in != boot_id()) {
      return concluded(handle, folder, "the machine was restarted around its start");
    }
    status.phase = spi::Phase::pending;
    never_started = true;
    return status;
  }

  Result<spi::TaskStatus> without_keeper(const std::string& key, const std::string& folder,
                                         const KeeperRecord& keeper) {
    const std::vector<pid_t> alive = survivors(folder, keeper);
    if (!alive.empty()) {
      spi::TaskStatus status;
      status.phase = spi::Phase::unknown;
      status.reason = "its keeper is gone, but " + std::to_string(alive.size()) + " process(es) of it live (pid " +
                      std::to_string(alive.front()) + ")";
      status.observed_at = wall_clock();
      return status;
    }
    const bool rebooted = keeper.identity.boot_id != boot_id();
    return concluded(key, folder,
                     rebooted ? "the machine was restarted while it ran" : "its keeper ended without an exit status");
  }

  /// Writes the failure down, so that it is the same for everybody who asks later.
  Result<spi::TaskStatus> concluded(const std::string& key, const std::string& folder, const std::string& reason) {
    if (auto written = conclude(folder, Ending::failed, reason); !written) return std::move(written).error();
    if (auto record = verdict_of(folder)) return status_of(*record);
    return make_error(messages::kTaskUnknown, {key});
  }

  Result<spi::CancelOutcome> conclude(const std::string& folder, Ending ending, const std::string& reason) {
    ExitRecord record;
    record.ending = ending;
    record.reason = reason;
    record.ended_ms = now_ms();
    if (!write_durably(folder + "/exit", encode(record))) {
      return system_error("write", folder + "/exit", errno);
    }
    return spi::CancelOutcome::done;
  }

  static void signal_keeper(const ProcessIdentity& identity) {
    const int fd = static_cast<int>(::syscall(SYS_pidfd_open, identity.pid, 0));
    if (fd < 0) return;
    if (is_alive(identity) || !guard_on(Guard::keeper_identity))
      ::syscall(SYS_pidfd_send_signal, fd, SIGTERM, nullptr, 0);
    ::close(fd);
  }

  const LocalOptions options_;
  const std::string state_;
  const Status ready_;
  const HostFacts host_;
  SpawnerClient spawner_;
  Notifier notifier_;
  // Claims stay for ever and a verdict too: each is read once, not at every sweep.
  std::mutex over_mutex_;
  std::unordered_set<std::string> over_;
};

}  // namespace

std::shared_ptr<spi::Backend> make_local_backend(LocalOptions options) {
  return std::make_shared<LocalBackend>(std::move(options));
}

}  // namespace aiep::local
