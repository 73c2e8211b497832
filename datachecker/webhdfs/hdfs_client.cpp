#include "datachecker/webhdfs/hdfs_client.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/ascii.h"

namespace aiep::check {
namespace {

using nlohmann::json;

HdfsAnswer cannot_tell(std::string why) {
  HdfsAnswer answer;
  answer.trouble = std::move(why);
  return answer;
}

HdfsEntry entry_of(const json& status) {
  HdfsEntry entry;
  entry.name = status.at("pathSuffix").get<std::string>();
  entry.is_folder = status.at("type") == "DIRECTORY";
  entry.is_file = status.at("type") == "FILE";
  entry.length = status.at("length").get<std::int64_t>();
  return entry;
}

HdfsAnswer decode_exception(const json& exception) {
  const std::string kind = exception.at("exception"), message = exception.at("message");
  HdfsAnswer answer;
  // Ordinary users get AccessControlException for a path below a file.
  const bool below_a_file = kind == "AccessControlException" && message.find("is not a directory") != std::string::npos;
  if (kind == "FileNotFoundException" || kind == "InvalidPathException" || below_a_file) {
    answer.seen = Seen::no;
    return answer;
  }
  answer.standby = kind == "StandbyException" || kind == "RetriableException";
  answer.trouble = kind + ": " + message.substr(0, message.find('\n'));
  return answer;
}

HdfsAnswer decode_body(const json& body) {
  if (body.contains("RemoteException")) return decode_exception(body["RemoteException"]);
  HdfsAnswer answer;
  answer.seen = Seen::yes;
  if (body.contains("FileStatus")) {
    answer.entries.push_back(entry_of(body["FileStatus"]));
    return answer;
  }
  for (const json& status : body.at("FileStatuses").at("FileStatus")) answer.entries.push_back(entry_of(status));
  std::sort(answer.entries.begin(), answer.entries.end(),
            [](const HdfsEntry& a, const HdfsEntry& b) { return a.name < b.name; });
  return answer;
}

bool stays(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/=").find(c) != std::string_view::npos;
}

}  // namespace

HdfsAnswer decode_hdfs(const http::Response& response) {
  const std::string status = "HTTP " + std::to_string(response.status);
  const json body = json::parse(response.body, nullptr, false);
  if (!body.is_object()) return cannot_tell(status + " without an answer of a NameNode");
  try {
    const bool is_failure = body.contains("RemoteException");
    if (is_failure == (response.status >= 200 && response.status < 300)) {
      return cannot_tell(status + " does not fit its body");
    }
    return decode_body(body);
  } catch (const json::exception&) {
    return cannot_tell(status + " with a body that cannot be read");
  }
}

std::string encode_hdfs_path(const std::string& path) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    if (stays(c)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 0xF]};
    }
  }
  return out;
}

HdfsClient::HdfsClient(HdfsOptions options) : options_(std::move(options)) {
  for (const std::string& node : options_.name_nodes) {
    http::Endpoint endpoint;
    endpoint.base_url = node;
    clients_.emplace_back(std::move(endpoint));
  }
}

void HdfsClient::forget() {
  known_.clear();
  away_.clear();
}

const HdfsAnswer& HdfsClient::ask(const std::string& path, const std::string& operation) {
  std::string target = "/webhdfs/v1" + encode_hdfs_path(path.empty() ? "/" : path) + "?op=" + operation;
  if (!options_.user.empty()) target += "&user.name=" + http::url_encode(options_.user);
  const auto known = known_.find(target);
  if (known != known_.end()) return known->second;
  return known_[target] = away_.empty() ? ask_name_nodes(target) : cannot_tell(away_);
}

/// The one that answered last is asked first. One in standby, or one that cannot be reached, passes
/// the question on.
HdfsAnswer HdfsClient::ask_name_nodes(const std::string& target) {
  HdfsAnswer last;
  bool reached = false;
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const std::size_t index = (active_ + i) % clients_.size();
    http::Request request;
    request.path = target;
    request.timeout = options_.timeout;
    auto response = clients_[index].request(request);
    HdfsAnswer answer = response ? decode_hdfs(*response) : cannot_tell(response.error().message());
    reached = reached || response.has_value();
    if (response && !answer.standby) {
      active_ = index;
      return answer;
    }
    last = std::move(answer);
  }
  if (!reached || last.standby) away_ = last.trouble;
  return last;
}

Seen HdfsFolders::folder(const std::string& path) {
  const HdfsAnswer& answer = client_.status(path);
  if (answer.seen == Seen::yes) return answer.entries.front().is_folder ? Seen::yes : Seen::no;
  if (answer.seen == Seen::cannot_tell) note(path + " cannot be read: " + answer.trouble);
  return answer.seen;
}

const std::vector<HdfsEntry>& HdfsFolders::list(const std::string& path) {
  const HdfsAnswer& answer = client_.list(path);
  if (answer.seen == Seen::cannot_tell) note(path + " cannot be read: " + answer.trouble);
  return answer.entries;
}

std::string HdfsFolders::child(const std::string& path, const std::string& name) {
  const std::string expected = path + "/" + name;
  if (folder(expected) == Seen::yes) return expected;
  for (const HdfsEntry& entry : list(path)) {
    if (entry.is_folder && ascii_lower(entry.name) == name) return path + "/" + entry.name;
  }
  return "";
}

std::vector<PartitionFolder> HdfsFolders::partitions(const std::string& path) {
  std::vector<PartitionFolder> found;
  for (const HdfsEntry& entry : list(path)) {
    auto partition = entry.is_folder ? partition_folder(path, entry.name) : std::nullopt;
    if (partition) found.push_back(std::move(*partition));
  }
  return found;
}

bool HdfsFolders::has_done_flag(const std::string& path) {
  const HdfsAnswer& answer = client_.status(path + "/_SUCCESS");
  if (answer.seen == Seen::cannot_tell) note(path + "/_SUCCESS cannot be read: " + answer.trouble);
  return answer.seen == Seen::yes && answer.entries.front().is_file;
}

bool HdfsFolders::has_data(const std::string& path) { return has_data(path, 0); }

/// Files first: most partitions hold theirs directly.
bool HdfsFolders::has_data(const std::string& path, int depth) {
  if (depth > kDeepestFolder) return false;
  if (listings_left_-- <= 0) {
    note(path + " was not looked into: too many folders");
    return false;
  }
  const std::vector<HdfsEntry>& entries = list(path);
  for (const HdfsEntry& entry : entries) {
    if (entry.is_file && entry.length > 0 && !is_hidden_name(entry.name)) return true;
  }
  for (const HdfsEntry& entry : entries) {
    if (entry.is_folder && !is_hidden_name(entry.name) && has_data(path + "/" + entry.name, depth + 1)) return true;
  }
  return false;
}

}  // namespace aiep::check
