#include "datachecker/source_uri.h"

#include <algorithm>
#include <charconv>

#include "core/base/ascii.h"
#include "core/base/messages/check_dialect.h"

namespace aiep::check {
namespace {

constexpr const char* kForm = "scheme://user@host:port/path";

/// `host`, `host:port`, `[::1]:port`. false = neither.
bool read_host(const std::string& text, std::vector<std::pair<std::string, int>>& hosts) {
  const std::size_t bracket = text.starts_with("[") ? text.find(']') : 0;
  if (bracket == std::string::npos) return false;
  const std::size_t colon = text.find(':', bracket);
  const std::string host = text.substr(0, colon);
  int port = 0;
  if (colon != std::string::npos) {
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
    if (error != std::errc{} || stop != end || port < 1 || port > 65535) return false;
  }
  if (host.empty() || host.find_first_of(" \t\r\n?#%\\") != std::string::npos) return false;
  hosts.emplace_back(host, port);
  return true;
}

}  // namespace

Result<SourceUri> parse_source_uri(const std::string& text) {
  const std::size_t slashes = text.find("://");
  if (slashes == std::string::npos) return make_error(messages::kSourceUri, {text, "it has no `://`", kForm});
  SourceUri uri;
  uri.scheme = ascii_lower(text.substr(0, slashes));
  const std::string rest = text.substr(slashes + 3);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string hosts = rest.substr(0, slash);
  uri.path = rest.substr(slash);
  if (const std::size_t at = hosts.rfind('@'); at != std::string::npos) {
    uri.user = hosts.substr(0, at);
    hosts = hosts.substr(at + 1);
  }
  if (uri.user.find(':') != std::string::npos) {
    return make_error(messages::kSourceUri,
                      {uri.scheme + "://…@" + hosts + uri.path, "a password stands in it", kForm});
  }
  uri.text = text;
  for (std::size_t from = 0; from <= hosts.size();) {
    const std::size_t comma = std::min(hosts.find(',', from), hosts.size());
    if (!read_host(hosts.substr(from, comma - from), uri.hosts)) {
      return make_error(messages::kSourceUri,
                        {text, "`" + hosts.substr(from, comma - from) + "` is no host:port", kForm});
    }
    from = comma + 1;
  }
  return uri;
}

}  // namespace aiep::check
