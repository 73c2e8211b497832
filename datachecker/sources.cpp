#include "datachecker/sources.h"

#include <array>

#include "core/base/messages/check_dialect.h"
#include "datachecker/mask/mask.h"
#include "datachecker/source_uri.h"
#include "datachecker/warehouse/warehouse.h"
#include "datachecker/webhdfs/webhdfs.h"

namespace aiep::check {
namespace {

using Opened = Result<std::unique_ptr<spi::CheckBackend>>;

Opened open_warehouse(const std::string& folder) {
  if (folder.empty() || folder[0] != '/') {
    return make_error(messages::kSourceUri, {"warehouse:" + folder, "the folder is not absolute", "warehouse:/DIR"});
  }
  return make_warehouse(folder);
}

Opened open_webhdfs(const SourceUri& uri, const std::string&) { return make_webhdfs(uri); }
Opened open_mask(const SourceUri& uri, const std::string& token) { return make_mask(uri, token); }

/// One line for each source that is reached over the network.
struct Opener {
  const char* scheme;
  Opened (*open)(const SourceUri& uri, const std::string& secret);  ///< nullptr: not in this build
};
constexpr std::array<Opener, 6> kOpeners{{
    {"webhdfs", open_webhdfs},
    {"swebhdfs", open_webhdfs},
    {"mask+http", open_mask},
    {"mask+https", open_mask},
    {"metastore-db", nullptr},
    {"thrift", nullptr},
}};

}  // namespace

Opened open_source(const std::string& text, const std::string& secret) {
  const std::string folder = "warehouse:";
  if (text.starts_with(folder)) return open_warehouse(text.substr(folder.size()));
  for (const Opener& opener : kOpeners) {
    if (!text.starts_with(std::string(opener.scheme) + ":")) continue;
    auto uri = parse_source_uri(text);
    if (!uri) return std::move(uri).error();
    if (opener.open == nullptr) return make_error(messages::kSourceNotBuilt, {text});
    return opener.open(*uri, secret);
  }
  return make_error(messages::kSourceScheme, {text.substr(0, text.find(':'))});
}

}  // namespace aiep::check
