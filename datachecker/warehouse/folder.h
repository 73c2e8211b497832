/// The folders of a warehouse, read defensively, wherever they lie.
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
  virtual ~Folders() = default;
  /// Whether the folder exists. A file of that name is no folder.
  virtual Seen folder(const std::string& path) = 0;
  /// The child folder whose name is `name` in any case of letters, "" = none.
  virtual std::string child(const std::string& path, const std::string& name) = 0;
  /// Child folders whose names look like `key=value`, in order of name.
  virtual std::vector<PartitionFolder> partitions(const std::string& path) = 0;
  virtual bool has_done_flag(const std::string& path) = 0;
  /// Whether a visible file with at least one byte stands somewhere below.
  virtual bool has_data(const std::string& path) = 0;

  /// In words, "" = everything could be read.
  const std::string& trouble() const { return trouble_; }

 protected:
  void note(const std::string& what);

 private:
  std::string trouble_;
};

/// Of this machine.
class LocalFolders final : public Folders {
 public:
  Seen folder(const std::string& path) override;
  std::string child(const std::string& path, const std::string& name) override;
  std::vector<PartitionFolder> partitions(const std::string& path) override;
  bool has_done_flag(const std::string& path) override;
  bool has_data(const std::string& path) override { return has_data(path, 0); }

 private:
  void note_failure(const std::string& path, int error_number);
  bool has_data(const std::string& path, int depth);
};

/// Deeper than any table; ends a loop of links.
inline constexpr int kDeepestFolder = 32;

/// Names that are not data: `_temporary`, `.part-0.crc`, a file that `hdfs dfs -put` has not finished.
bool is_hidden_name(const std::string& name);
/// nullopt for a name that is no `key=value`.
std::optional<PartitionFolder> partition_folder(const std::string& path, const std::string& name);

}  // namespace aiep::check
