#include "datachecker/warehouse/folder.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/base/ascii.h"
#include "datachecker/object.h"

namespace aiep::check {
namespace {

/// How `hdfs dfs -put` names a file that it has not finished.
constexpr std::string_view kBeingCopied = "._COPYING_";

struct CloseDirectory {
  void operator()(DIR* directory) const { closedir(directory); }
};

bool is_absence(int error_number) { return error_number == ENOENT || error_number == ENOTDIR; }

/// Names in the folder but `.` and `..`, sorted. errno-style result.
int list(const std::string& path, std::vector<std::string>& names) {
  const std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.c_str()));
  if (directory == nullptr) return errno;
  for (;;) {
    errno = 0;
    const dirent* entry = readdir(directory.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return errno;
}

}  // namespace

bool is_hidden_name(const std::string& name) {
  return name.empty() || name[0] == '_' || name[0] == '.' || name.ends_with(kBeingCopied);
}

std::optional<PartitionFolder> partition_folder(const std::string& path, const std::string& name) {
  const std::size_t equals = name.find('=');
  if (equals == std::string::npos || equals == 0 || is_hidden_name(name)) return std::nullopt;
  return PartitionFolder{ascii_lower(unescape_path_name(name.substr(0, equals))),
                         unescape_path_name(name.substr(equals + 1)), path + "/" + name};
}

void Folders::note(const std::string& what) {
  if (trouble_.empty()) trouble_ = what;
}

void LocalFolders::note_failure(const std::string& path, int error_number) {
  if (!is_absence(error_number)) note(path + " cannot be read: " + std::strerror(error_number));
}

Seen LocalFolders::folder(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) == 0) return S_ISDIR(info.st_mode) ? Seen::yes : Seen::no;
  if (is_absence(errno) || errno == ENAMETOOLONG) return Seen::no;
  note_failure(path, errno);
  return Seen::cannot_tell;
}

std::string LocalFolders::child(const std::string& path, const std::string& name) {
  const std::string expected = path + "/" + name;
  if (folder(expected) == Seen::yes) return expected;
  std::vector<std::string> names;
  if (const int failure = list(path, names); failure != 0) note_failure(path, failure);
  for (const std::string& other : names) {
    if (ascii_lower(other) == name && folder(path + "/" + other) == Seen::yes) return path + "/" + other;
  }
  return "";
}

std::vector<PartitionFolder> LocalFolders::partitions(const std::string& path) {
  std::vector<std::string> names;
  if (const int failure = list(path, names); failure != 0) note_failure(path, failure);
  std::vector<PartitionFolder> found;
  for (const std::string& name : names) {
    auto partition = partition_folder(path, name);
    if (partition && folder(partition->path) == Seen::yes) found.push_back(std::move(*partition));
  }
  return found;
}

bool LocalFolders::has_done_flag(const std::string& path) {
  struct stat info {};
  const std::string flag = path + "/_SUCCESS";
  if (stat(flag.c_str(), &info) == 0) return S_ISREG(info.st_mode);
  note_failure(flag, errno);
  return false;
}

bool LocalFolders::has_data(const std::string& path, int depth) {
  if (depth > kDeepestFolder) return false;
  std::vector<std::string> names;
  if (const int failure = list(path, names); failure != 0) note_failure(path, failure);
  for (const std::string& name : names) {
    if (is_hidden_name(name)) continue;
    struct stat info {};
    const std::string below = path + "/" + name;
    if (stat(below.c_str(), &info) != 0) {
      note_failure(below, errno);
    } else if ((S_ISREG(info.st_mode) && info.st_size > 0) || (S_ISDIR(info.st_mode) && has_data(below, depth + 1))) {
      return true;
    }
  }
  return false;
}

}  // namespace aiep::check
