#include "core/config/workspace.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/base/account.h"
#include "core/base/files.h"
#include "core/base/messages/server.h"

namespace aiep::config {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string home_folder() {
  std::string home = environment("HOME");
  return home.empty() ? current_account().home : home;
}

/// FNV-1a: stable over versions and machines, which std::hash is not.
std::string stable_hash(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  char hex[17];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

Status check_private_folder(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return system_error("stat", path, errno);
  if (!S_ISDIR(info.st_mode)) return make_error(messages::kSocketFolder, {path, "it is no folder"});
  if (info.st_uid != ::geteuid()) return make_error(messages::kSocketFolder, {path, "it belongs to somebody else"});
  if ((info.st_mode & 077) != 0) return make_error(messages::kSocketFolder, {path, "others may enter it"});
  return {};
}

}  // namespace

Result<std::string> resolve_workspace(const std::string& flag) {
  std::string path = flag.empty() ? environment("AIEP_WORKSPACE") : flag;
  if (path.empty()) {
    std::string data = environment("XDG_DATA_HOME");
    if (data.empty() || data[0] != '/') {
      const std::string home = home_folder();
      if (home.empty()) return make_error(messages::kNoWorkspace, {"HOME is not set"});
      data = home + "/.local/share";
    }
    path = data + "/aiep-batch";
  }
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  if (error) return make_error(messages::kNoWorkspace, {path + ": " + error.message()});
  std::string text = whole.string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

Status prepare_workspace(const std::string& workspace) {
  if (Status made = make_directories(workspace); !made) {
    if (made.error().kind != ErrorKind::permission_denied) return made;
    return make_error(messages::kWorkspaceReadOnly, {workspace, made.error().message()});
  }
  struct stat info {};
  if (::stat(workspace.c_str(), &info) != 0) return system_error("stat", workspace, errno);
  if (info.st_uid != ::geteuid()) {
    return make_error(messages::kWorkspaceOwner, {workspace, std::to_string(info.st_uid), std::to_string(::geteuid())});
  }
  if (::access(workspace.c_str(), R_OK | W_OK | X_OK) != 0) {
    return make_error(messages::kWorkspaceReadOnly, {workspace, std::strerror(errno)});
  }
  for (const char* part : {"/run", "/log"}) {
    if (Status made = make_directories(workspace + part); !made) return made;
  }
  return {};
}

Result<std::string> socket_path(const std::string& workspace) {
  const std::string direct = workspace + "/run/aiepd.sock";
  if (direct.size() < sizeof(sockaddr_un::sun_path)) return direct;
  const std::string name = "/" + stable_hash(workspace) + ".sock";
  const std::string runtime = environment("XDG_RUNTIME_DIR");
  std::string folder = runtime + "/aiep";
  if (runtime.empty() || runtime[0] != '/' || folder.size() + name.size() >= sizeof(sockaddr_un::sun_path)) {
    folder = "/tmp/aiep-" + std::to_string(::geteuid());
  }
  if (Status made = make_directories(folder); !made) return made.error();
  if (Status safe = check_private_folder(folder); !safe) return safe.error();
  return folder + name;
}

std::string default_store_url(const std::string& workspace) { return "sqlite://" + workspace + "/aiep.db"; }

std::string program_folder() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? "" : self.parent_path().string();
}

std::string plugin_folder() {
  const std::filesystem::path base = std::filesystem::path(program_folder()).parent_path();
  std::error_code error;
  const std::filesystem::path beside = base / "plugins";
  return std::filesystem::is_directory(beside, error) ? beside.string() : (base / "lib/aiep/plugins").string();
}

std::string sibling_program(const std::string& name) { return program_folder() + "/" + name; }

std::string user_name() { return current_account().name; }

}  // namespace aiep::config
