#include "apps/aiep_node/run/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/base/files.h"
#include "core/base/ids.h"
#include "core/base/messages/server.h"

namespace aiep::agent {
namespace {

using Json = nlohmann::json;

constexpr const char* kEnding = ".cancel";
constexpr std::size_t kMaxBytes = 64u << 10;

/// A folder that others may write to could be used to cancel runs in our name.
Status prepare(const std::string& folder) {
  if (Status made = make_directories(folder); !made) return made;
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0) return system_error("stat", folder, errno);
  if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 022) != 0) {
    return make_error(messages::kSocketFolder, {folder, "others may write to it"});
  }
  return {};
}

Status sync_folder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return system_error("open", folder, errno);
  const int failed = ::fsync(fd) != 0 ? errno : 0;
  ::close(fd);
  return failed != 0 ? Status(tl::unexpect, system_error("sync", folder, failed)) : Status{};
}

std::string text(const Json& object, const char* name) {
  const auto it = object.find(name);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

}  // namespace

Result<std::string> Spool::add(const SpoolEntry& entry) const {
  if (Status ready = prepare(folder_); !ready) return ready.error();
  const OuterIdentity& who = entry.identity;
  const Json document{{"format", 1},
                      {"server", entry.target.server},
                      {"workspace", entry.target.workspace},
                      {"token_file", entry.target.token_file},
                      {"outer",
                       {{"system", who.system},
                        {"project", who.project},
                        {"flow", who.flow},
                        {"execution", who.execution},
                        {"job", who.job},
                        {"attempt", who.attempt}}},
                      {"reason", entry.reason},
                      {"created_ms", entry.created_ms}};
  const std::string path = folder_ + "/" + random_hex(16) + kEnding;
  const std::string content = document.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
  if (Status written = write_file_atomically(path, content); !written) return written.error();
  if (Status synced = sync_folder(folder_); !synced) return synced.error();
  return path;
}

std::vector<std::string> Spool::list() const {
  std::vector<std::string> found;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(folder_.c_str()), &::closedir);
  while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
    const std::string name = entry->d_name;
    if (name.ends_with(kEnding)) found.push_back(folder_ + "/" + name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

Result<SpoolEntry> Spool::read(const std::string& path) {
  auto content = read_file(path, kMaxBytes);
  if (!content) return content.error();
  const Json document = Json::parse(*content, nullptr, false);
  const Json outer = document.is_object() ? document.value("outer", Json()) : Json();
  if (!outer.is_object() || text(outer, "execution").empty()) {
    return make_error(messages::kBadJson, {path + " is no kept cancel"});
  }
  SpoolEntry entry;
  entry.target = {text(document, "server"), text(document, "workspace"), text(document, "token_file")};
  entry.identity = {text(outer, "system"),    text(outer, "project"), text(outer, "flow"),
                    text(outer, "execution"), text(outer, "job"),     0};
  const auto attempt = outer.find("attempt");
  if (attempt != outer.end() && attempt->is_number_integer()) entry.identity.attempt = attempt->get<int>();
  entry.reason = text(document, "reason");
  const auto created = document.find("created_ms");
  if (created != document.end() && created->is_number_integer()) entry.created_ms = created->get<std::int64_t>();
  return entry;
}

void Spool::remove(const std::string& path) { ::unlink(path.c_str()); }

void Spool::give_up(const std::string& path) { ::rename(path.c_str(), (path + ".given-up").c_str()); }

std::string spool_folder(const std::string& workspace, const std::function<std::string(const char*)>& environment) {
  if (!workspace.empty()) return workspace + "/spool";
  std::string state = environment("XDG_STATE_HOME");
  const std::string home = environment("HOME");
  if (!state.starts_with('/')) state = home.starts_with('/') ? home + "/.local/state" : "";
  if (state.empty()) return "/var/tmp/aiep-spool-" + std::to_string(::geteuid());
  return state + "/aiep-batch/spool";
}

Result<std::string> SpooledCancel::keep(const OuterIdentity& identity, const std::string& reason) {
  auto path = spool_.add({target_, identity, reason, to_ms(SystemClock().now())});
  if (path) path_ = *path;
  return path;
}

void SpooledCancel::drop() {
  if (!path_.empty()) Spool::remove(path_);
  path_.clear();
}

}  // namespace aiep::agent
