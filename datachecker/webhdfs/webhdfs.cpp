#include "datachecker/webhdfs/webhdfs.h"

#include "core/base/messages/check_dialect.h"
#include "core/base/messages/checker.h"
#include "datachecker/warehouse/look.h"
#include "datachecker/webhdfs/hdfs_client.h"

namespace aiep::check {
namespace {

class WebHdfs final : public spi::CheckBackend {
 public:
  WebHdfs(std::string shown, std::string root, HdfsOptions options)
      : shown_(std::move(shown)), root_(std::move(root)), client_(std::move(options)) {}

  Result<std::vector<spi::ObjectAnswer>> ask(const std::vector<spi::ObjectQuestion>& questions) override {
    client_.forget();
    HdfsFolders folders(client_);
    const Seen seen = folders.folder(root_);
    if (seen == Seen::cannot_tell) return make_error(messages::kSourceTrouble, {shown_, folders.trouble()});
    if (seen == Seen::no) return make_error(messages::kWarehouseGone, {shown_, "there is no such folder"});
    std::vector<spi::ObjectAnswer> answers;
    for (const spi::ObjectQuestion& question : questions) {
      HdfsFolders fresh(client_);
      answers.push_back(look_below(fresh, root_, question));
    }
    return answers;
  }

 private:
  std::string shown_, root_;
  HdfsClient client_;
};

}  // namespace

Result<std::unique_ptr<spi::CheckBackend>> make_webhdfs(const SourceUri& uri) {
  const bool tls = uri.scheme == "swebhdfs";
  HdfsOptions options;
  options.user = uri.user;
  for (const auto& [host, port] : uri.hosts) {
    options.name_nodes.push_back((tls ? "https://" : "http://") + host + ":" +
                                 std::to_string(port != 0 ? port
                                                : tls     ? 9871
                                                          : 9870));
  }
  std::string root = uri.path;
  while (!root.empty() && root.back() == '/') root.pop_back();
  return std::make_unique<WebHdfs>(uri.text, std::move(root), std::move(options));
}

}  // namespace aiep::check
