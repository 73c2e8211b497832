#include "adapters/local/prepare.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <map>

#include "adapters/local/record.h"
#include "core/base/account.h"
#include "core/base/files.h"
#include "core/base/messages/backend.h"

namespace aiep::local {
namespace {

constexpr const char* kDefaultPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

std::string from_environment(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

bool on_path(const std::string& path, const std::string& program) {
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    if (::access((path.substr(at, end - at) + "/" + program).c_str(), X_OK) == 0) return true;
    at = end + 1;
  }
  return false;
}

bool stays_inside(const std::string& path) {
  if (path.empty() || path.front() == '/' || path.find('\0') != std::string::npos) return false;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (path.substr(at, end - at) == "..") return false;
    at = end + 1;
  }
  return true;
}

/// Titles are people's words; a link's name must be one path segment.
std::string link_name(std::string title) {
  for (char& c : title) {
    if (c == '/' || c == '\0') c = '_';
  }
  return title == "." || title == ".." ? "_" + title : title;
}

Status write_code(const spi::TaskRequest& request, const std::string& code_folder) {
  for (const spi::TaskFile& file : request.spec.files) {
    if (!stays_inside(file.path)) return make_error(messages::kTaskFilePath, {request.spec.title, file.path});
    const std::string target = code_folder + "/" + file.path;
    if (file.path.find('/') != std::string::npos) {
      if (Status made = make_directories(target.substr(0, target.rfind('/'))); !made) return made;
    }
    if (!write_atomically(target, file.content, file.executable ? 0700 : 0600)) {
      return system_error("write", target, errno);
    }
  }
  return {};
}

std::string run_folder(const spi::TaskRequest& request, const LocalOptions& options) {
  return options.workspace + "/runs/" + request.run_id;
}

/// One per run: each result is linked once, however many nodes come after it.
std::string results_folder(const spi::TaskRequest& request, const LocalOptions& options) {
  return run_folder(request, options) + "/results";
}

/// A result of this run was linked by its own keeper; those taken over from an earlier run were not.
Status link_upstream(const spi::TaskRequest& request, const LocalOptions& options) {
  const std::string folder = results_folder(request, options);
  if (Status made = make_directories(folder); !made) return made;
  const std::string own = run_folder(request, options) + "/";
  for (const auto& [title, results] : request.upstream_results) {
    if (results.starts_with(own)) continue;
    const std::string link = folder + "/" + link_name(title);
    if (::symlink(results.c_str(), link.c_str()) != 0 && errno != EEXIST) return system_error("link", link, errno);
  }
  return {};
}

using Environment = std::map<std::string, std::string>;

/// Names that say who and where a task is; its own variables do not change them.
bool is_ours(const std::string& name) {
  for (const char* own : {"UPLOAD_CODE_DIR", "CODE_DIR", "RESULT_DIR", "UPSTREAM_DIR"}) {
    if (name == own) return true;
  }
  return name.rfind("AIEP_", 0) == 0;
}

/// The files between us and the keeper separate by NUL, and a process cannot be given one either.
Status check_no_nul(const spi::TaskRequest& request) {
  const auto bad = [&](const std::string& what) { return make_error(messages::kTaskNul, {request.spec.title, what}); };
  if (request.spec.command.find('\0') != std::string::npos) return bad("the command");
  if (request.spec.title.find('\0') != std::string::npos) return bad("the title");
  for (const auto& [name, value] : request.spec.env) {
    if (value.find('\0') != std::string::npos || name.find('\0') != std::string::npos) {
      return bad(name.substr(0, name.find('\0')));
    }
  }
  return {};
}

void add_environment(const spi::TaskRequest& request, const LocalOptions& options, const HostFacts& host,
                     Fields& order) {
  const std::string& dir = request.work_dir;
  if (host.python_shim && request.spec.command.find("python ") != std::string::npos) {
    order.emplace_back("note", "there is no `python` on the PATH; python3 answers to that name");
  }
  Environment env;
  env["PATH"] = host.path;
  env["HOME"] = host.home;
  env["USER"] = host.user;
  env["LANG"] = from_environment("LANG", "C.UTF-8");
  for (const char* name : {"LC_ALL", "TZ", "TMPDIR"}) {
    if (const std::string value = from_environment(name, ""); !value.empty()) env[name] = value;
  }
  env["AIEP_RUN_ID"] = request.run_id;
  env["AIEP_NODE"] = request.spec.title;
  env["AIEP_TASK_KEY"] = request.key;
  env["UPLOAD_CODE_DIR"] = dir + "/code";
  env["CODE_DIR"] = dir + "/code";
  env["RESULT_DIR"] = dir + "/result";
  env["UPSTREAM_DIR"] = results_folder(request, options);
  for (const auto& [name, value] : request.spec.env) {
    if (!is_ours(name)) env[name] = value;
  }
  if (!request.data_dir.empty()) env["DATA_DIR"] = request.data_dir;
  for (const auto& [name, value] : env) order.emplace_back("env:" + name, value);
}

Fields make_order(const spi::TaskRequest& request, const LocalOptions& options, const HostFacts& host) {
  Fields order{{"key", request.key},
               {"state_folder", options.workspace + "/local"},
               {"cwd", request.work_dir + "/code"},
               {"result_link", results_folder(request, options) + "/" + link_name(request.spec.title)},
               {"boot_id", host.boot_id},
               {"grace_ms", std::to_string(options.grace.count())}};
  if (request.spec.resources.cpu_milli) {
    order.emplace_back("cpu_milli", std::to_string(*request.spec.resources.cpu_milli));
  }
  if (request.spec.resources.memory_bytes) {
    order.emplace_back("memory_bytes", std::to_string(*request.spec.resources.memory_bytes));
  }
  if (request.spec.resources.gpu > 0) order.emplace_back("note", "gpu is not managed by the local backend");
  add_environment(request, options, host, order);
  return order;
}

}  // namespace

HostFacts read_host_facts(const LocalOptions& options) {
  HostFacts host;
  const Account account = current_account();
  host.home = from_environment("HOME", account.home.empty() ? "/" : account.home.c_str());
  host.user = account.name;
  host.boot_id = boot_id();
  host.path = from_environment("PATH", kDefaultPath);
  // Debian has no `python`; scripts written for the platform call it.
  if (on_path(host.path, "python") || !on_path(host.path, "python3")) return host;
  const std::string shims = options.workspace + "/local/bin";
  const std::string shim = shims + "/python";
  ::mkdir(shims.c_str(), 0700);
  if (!exists(shim)) write_atomically(shim, "#!/bin/sh\nexec python3 \"$@\"\n", 0700);
  host.python_shim = true;
  host.path = shims + ":" + host.path;
  return host;
}

Status prepare_folder(const spi::TaskRequest& request, const LocalOptions& options, const HostFacts& host) {
  const std::string& dir = request.work_dir;
  if (Status clean = check_no_nul(request); !clean) return clean;
  for (const char* part : {"/code", "/result"}) {
    if (Status made = make_directories(dir + part); !made) return made;
  }
  if (Status written = write_code(request, dir + "/code"); !written) return written;
  if (Status linked = link_upstream(request, options); !linked) return linked;
  if (!write_atomically(dir + "/script", request.spec.command + "\n", 0700)) {
    return system_error("write", dir + "/script", errno);
  }
  const std::string order = encode(make_order(request, options, host));
  if (!write_atomically(dir + "/task", order)) return system_error("write", dir + "/task", errno);
  return {};
}

}  // namespace aiep::local
