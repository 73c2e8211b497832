#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "core/base/messages/checker.h"
#include "datachecker/metastore_db/metastore_db.h"

namespace aiep::check {
namespace {

constexpr std::string_view kScheme = "metastore-db://";
constexpr std::string_view kSocket = "?socket=";

/// The URL without what may be a password.
std::string shown(const std::string& url) {
  const std::size_t at = url.find('@');
  const std::size_t colon = url.find(':', kScheme.size());
  if (at == std::string::npos || colon == std::string::npos || colon > at) return url;
  return url.substr(0, colon) + ":***" + url.substr(at);
}

Error fault(const std::string& url, const std::string& why) {
  return make_error(messages::kMetastoreUrl, {shown(url), why});
}

/// `host`, `host:port`, `[v6]:port`. "" = fine, else why not.
std::string read_place(const std::string& place, MetastoreDbOptions& options) {
  const std::size_t bracket = place.find(']');
  const bool v6 = !place.empty() && place.front() == '[' && bracket != std::string::npos;
  const std::size_t colon = v6 ? (bracket + 1 < place.size() ? bracket + 1 : std::string::npos) : place.find(':');
  options.host = v6 ? place.substr(1, bracket - 1) : place.substr(0, colon);
  if (options.host.empty()) return "there is no host";
  if (colon == std::string::npos) return "";
  const std::string port = place.substr(colon + 1);
  const bool digits = !port.empty() && port.size() < 6 && port.find_first_not_of("0123456789") == std::string::npos;
  if (place[colon] != ':' || !digits) return "`" + port + "` is no port";
  options.port = std::stoi(port);
  return options.port > 0 && options.port < 65536 ? "" : "`" + port + "` is no port";
}

}  // namespace

Result<MetastoreDbOptions> parse_metastore_db(const std::string& url) {
  MetastoreDbOptions options;
  if (url.rfind(kScheme, 0) != 0) return fault(url, "it does not begin with metastore-db://");
  const std::size_t at = url.find('@');
  if (at == std::string::npos || at == kScheme.size()) return fault(url, "there is no user");
  const std::size_t slash = url.find('/', at);
  if (slash == std::string::npos) return fault(url, "there is no database");
  options.user = url.substr(kScheme.size(), at - kScheme.size());
  if (options.user.find(':') != std::string::npos) return fault(url, "a password does not belong into an address");
  const std::size_t query = std::min(url.find('?', slash), url.size());
  options.database = url.substr(slash + 1, query - slash - 1);
  if (options.database.empty() || options.database.find('/') != std::string::npos) {
    return fault(url, "there is no database");
  }
  if (query < url.size()) {
    if (url.compare(query, kSocket.size(), kSocket) != 0) return fault(url, "only `?socket=` may follow the database");
    options.socket = url.substr(query + kSocket.size());
    if (at + 1 == slash && !options.socket.empty()) return options;
    return fault(url, "a socket stands instead of host and port");
  }
  if (const std::string why = read_place(url.substr(at + 1, slash - at - 1), options); !why.empty()) {
    return fault(url, why);
  }
  return options;
}

Result<std::string> metastore_password(const std::string& file) {
  if (file.empty()) {
    const char* word = std::getenv("AIEP_CHECK_PASSWORD");
    return std::string(word == nullptr ? "" : word);
  }
  std::ifstream stream(file);
  std::string line;
  if (!stream || !std::getline(stream, line)) return make_error(messages::kMetastorePassword, {file});
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace aiep::check
