/// One folder of a warehouse, read defensively.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace aiep::check {

/// A level of a partition as it stands on disk.
struct PartitionFolder {
  std::string key;    ///< unescaped, lower case
  std::string value;  ///< unescaped
  std::string path;
};

enum class Seen { yes, no, cannot_tell };

/// Reading may fail at any point; the first failure is kept and makes every later answer doubtful.
class Folders {
 public:
  /// Whether the folder exists. A file of that name is no folder.
  Seen folder(const std::string& path);
  /// The child folder whose name is `name` in any case of letters, "" = none.
  std::string child(const std::string& path, const std::string& name);
  /// Child folders whose names look like `key=value`, in order of name.
  std::vector<PartitionFolder> partitions(const std::string& path);
  bool has_done_flag(const std::string& path);
  /// Whether a visible file with at least one byte stands somewhere below.
  bool has_data(const std::string& path, int depth = 0);

  /// In words, "" = everything could be read.
  const std::string& trouble() const { return trouble_; }

 private:
  void note(const std::string& path, int error_number);

  std::string trouble_;
};

}  // namespace aiep::check
