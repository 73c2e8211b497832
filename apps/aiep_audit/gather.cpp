#include "apps/aiep_audit/gather.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "core/audit/ledger.h"
#include "core/base/files.h"
#include "core/config/workspace.h"
#include "core/engine/book.h"
#include "core/spi/task.h"
#include "core/store/snapshot.h"

namespace aiep::auditor {
namespace {

constexpr std::size_t kLargestLedger = std::size_t{1} << 30;
/// A node whose `env` names its ledger promises to write to it (docs/audit.md).
constexpr const char* kLedgerVariable = "TASK_LEDGER";

struct LedgerFile {
  std::string path;
  std::size_t early = 0;  ///< its size before the rows were read
};

Result<std::vector<LedgerFile>> list_ledger(const std::string& folder) {
  std::vector<LedgerFile> files;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    if (entries->path().extension() != ".ledger") continue;
    const auto size = entries->file_size(error);
    if (!error) files.push_back({entries->path().string(), static_cast<std::size_t>(size)});
  }
  if (error) return system_error("read", folder, error.value());
  std::sort(files.begin(), files.end(), [](const LedgerFile& a, const LedgerFile& b) { return a.path < b.path; });
  return files;
}

Status read_ledger(const std::vector<LedgerFile>& files, Gathered& out) {
  for (const LedgerFile& file : files) {
    auto text = read_file(file.path, kLargestLedger);
    if (!text) return std::move(text).error();
    const std::string name = std::filesystem::path(file.path).filename().string();
    audit::LedgerText ledger = audit::parse_ledger(*text, name, file.early);
    out.unreadable_lines += ledger.unreadable;
    std::move(ledger.entries.begin(), ledger.entries.end(), std::back_inserter(out.evidence.ledger));
  }
  return {};
}

Status read_rows(const std::string& url, audit::Evidence& evidence) {
  std::unordered_map<std::string, std::string> backend_of;
  store::SnapshotSinks sinks;
  sinks.outer = [&](const OuterRecord& outer) { evidence.outers.push_back(outer); };
  sinks.run = [&](const RunRecord& run, const std::string& live_outer_key) {
    backend_of[run.id] = run.backend;
    evidence.runs.push_back(run);
    evidence.has_outers = evidence.has_outers || !run.outer_key.empty();
    if (!live_outer_key.empty()) evidence.live_outer_of[run.id] = live_outer_key;
  };
  sinks.task = [&](const TaskRecord& row) {
    audit::TaskEvidence task{row, "", false};
    task.row.spec.clear();
    if (const auto spec = spi::decode_task(row.spec)) {
      task.lane = engine::lane_for(*spec, backend_of[row.run_id]);
      task.keeps_ledger = spec->env.contains(kLedgerVariable);
    }
    evidence.tasks.push_back(std::move(task));
  };
  sinks.attempt = [&](const AttemptRecord& attempt) { evidence.attempts.push_back(attempt); };
  sinks.event = [&](const EventRecord& event) { evidence.events.push_back(event); };
  return store::read_snapshot(url, sinks);
}

}  // namespace

Result<Gathered> gather(const Options& options) {
  Gathered out;
  out.source = options.what;
  std::string url = options.what;
  if (url.find("://") == std::string::npos) {
    auto workspace = config::resolve_workspace(options.what);
    if (!workspace) return std::move(workspace).error();
    out.source = *workspace;
    url = config::default_store_url(*workspace);
  }
  if (options.slots > 0) out.evidence.limits["local"] = options.slots;
  out.evidence.skew = options.skew;
  out.evidence.has_ledger = !options.ledger.empty();
  // A task writes after its attempt is stored and before its end is: what the ledger holds before
  // the rows are read must be in them, and what they tell of ends must be in the ledger afterwards.
  std::vector<LedgerFile> files;
  if (out.evidence.has_ledger) {
    auto listed = list_ledger(options.ledger);
    if (!listed) return std::move(listed).error();
    files = std::move(*listed);
  }
  if (Status status = read_rows(url, out.evidence); !status) return std::move(status).error();
  if (Status status = read_ledger(files, out); !status) return std::move(status).error();
  return out;
}

}  // namespace aiep::auditor
