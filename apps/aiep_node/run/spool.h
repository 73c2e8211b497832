/// Cancels that could not be delivered yet: one small file each, written through to the disk. Who
/// comes later (the detached helper, any later agent) delivers them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/aiep_node/run/agent.h"

namespace aiep::agent {

/// How the server of a kept cancel is found again.
struct SpoolTarget {
  std::string server;      ///< as --server took it; "" = the workspace's own
  std::string workspace;   ///< absolute
  std::string token_file;  ///< for TCP, "" = none
};

struct SpoolEntry {
  SpoolTarget target;
  OuterIdentity identity;
  std::string reason;
  std::int64_t created_ms = 0;  ///< wall clock
};

/// A folder of cancels; made when first needed, 0700. Thread-safe by the file system.
class Spool {
 public:
  explicit Spool(std::string folder) : folder_(std::move(folder)) {}
  const std::string& folder() const { return folder_; }

  /// The new file's path; it is on the disk when this returns.
  Result<std::string> add(const SpoolEntry& entry) const;
  /// Paths of what waits, oldest name first.
  std::vector<std::string> list() const;
  static Result<SpoolEntry> read(const std::string& path);
  static void remove(const std::string& path);
  /// Out of the way, but there for a person to see: *.given-up.
  static void give_up(const std::string& path);

 private:
  std::string folder_;
};

/// `<workspace>/spool` when a workspace was named, else aiep-batch/spool under XDG_STATE_HOME or
/// ~/.local/state; without a home /var/tmp/aiep-spool-<uid>.
std::string spool_folder(const std::string& workspace, const std::function<std::string(const char*)>& environment);

/// The cancel of one agent.
class SpooledCancel final : public CancelStore {
 public:
  /// `deliver` starts the helper.
  SpooledCancel(Spool spool, SpoolTarget target, std::function<void()> deliver)
      : spool_(std::move(spool)), target_(std::move(target)), deliver_(std::move(deliver)) {}
  Result<std::string> keep(const OuterIdentity& identity, const std::string& reason) override;
  void drop() override;
  void hand_over() override { deliver_(); }

 private:
  Spool spool_;
  SpoolTarget target_;
  std::function<void()> deliver_;
  std::string path_;
};

}  // namespace aiep::agent
