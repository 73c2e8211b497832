/// The questions to a NameNode that the checker needs, over WebHDFS.
/// Facts: the REST page of Hadoop, and what NameNodes were seen to answer (tests/cases/webhdfs).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/http/client.h"
#include "datachecker/warehouse/folder.h"

namespace aiep::check {

struct HdfsEntry {
  std::string name;  ///< "" for the path itself
  bool is_folder = false, is_file = false;
  std::int64_t length = 0;
};

struct HdfsAnswer {
  Seen seen = Seen::cannot_tell;
  std::vector<HdfsEntry> entries;
  std::string trouble;   ///< when it cannot be told
  bool standby = false;  ///< another NameNode has to be asked
};

/// Of GETFILESTATUS and LISTSTATUS. Decided by the exception that the body names, never by the status
/// alone: 403 stands for every failure, and a 404 without a body of its own is somebody else's.
HdfsAnswer decode_hdfs(const http::Response& response);

/// `ds=a%2Fb` becomes `ds=a%252Fb`: what Hive has escaped is escaped again.
std::string encode_hdfs_path(const std::string& path);

struct HdfsOptions {
  std::vector<std::string> name_nodes;  ///< `http://host:port`
  std::string user;                     ///< "" = the NameNode's static user
  Millis timeout{10'000};               ///< of one request
};

/// One at a time. Answers are kept until forget(). Once no NameNode can be reached, everything
/// cannot be told until forget(), so that a batch does not wait for a time-out per object.
class HdfsClient {
 public:
  explicit HdfsClient(HdfsOptions options);

  const HdfsAnswer& status(const std::string& path) { return ask(path, "GETFILESTATUS"); }
  const HdfsAnswer& list(const std::string& path) { return ask(path, "LISTSTATUS"); }
  void forget();

 private:
  const HdfsAnswer& ask(const std::string& path, const std::string& operation);
  HdfsAnswer ask_name_nodes(const std::string& target);

  HdfsOptions options_;
  std::vector<http::Client> clients_;
  std::size_t active_ = 0;  ///< the NameNode that answered last
  std::string away_;        ///< why none could be reached
  std::map<std::string, HdfsAnswer> known_;
};

/// Reads through a client that other questions of the batch share.
class HdfsFolders final : public Folders {
 public:
  explicit HdfsFolders(HdfsClient& client) : client_(client) {}

  Seen folder(const std::string& path) override;
  std::string child(const std::string& path, const std::string& name) override;
  std::vector<PartitionFolder> partitions(const std::string& path) override;
  bool has_done_flag(const std::string& path) override;
  bool has_data(const std::string& path) override;

 private:
  const std::vector<HdfsEntry>& list(const std::string& path);
  bool has_data(const std::string& path, int depth);

  HdfsClient& client_;
  int listings_left_ = 1'000;  ///< in one search for data
};

}  // namespace aiep::check
