#include <algorithm>

#include "core/base/messages/checker.h"
#include "datachecker/metastore_thrift/metastore_thrift.h"

namespace aiep::check {
namespace {

constexpr std::string_view kScheme = "thrift://";

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// `host`, `host:port`, `[v6]:port`. "" = fine, else why not.
std::string read_address(std::string text, ThriftAddress& address) {
  if (text.rfind(kScheme, 0) == 0) text.erase(0, kScheme.size());
  const std::size_t bracket = text.find(']');
  const bool v6 = !text.empty() && text.front() == '[' && bracket != std::string::npos;
  const std::size_t colon = v6 ? (bracket + 1 < text.size() ? bracket + 1 : std::string::npos) : text.find(':');
  address.host = v6 ? text.substr(1, bracket - 1) : text.substr(0, colon);
  if (address.host.empty()) return "an address without a host";
  if (address.host.find_first_of("/@ ") != std::string::npos) return "`" + address.host + "` is no host";
  if (colon == std::string::npos) return "";
  const std::string port = text.substr(colon + 1);
  const bool digits = !port.empty() && port.size() < 6 && port.find_first_not_of("0123456789") == std::string::npos;
  if (text[colon] != ':' || !digits) return "`" + port + "` is no port";
  address.port = std::stoi(port);
  return address.port > 0 && address.port < 65536 ? "" : "`" + port + "` is no port";
}

Status read_setting(const std::string& url, const std::string& setting, MetastoreThriftOptions& options) {
  const std::size_t equals = std::min(setting.find('='), setting.size());
  const std::string key = setting.substr(0, equals);
  const std::string value = equals < setting.size() ? setting.substr(equals + 1) : "";
  if (key == "auth") {
    if (value == "none") return {};
    return make_error(messages::kThriftAuth, {url, value});
  }
  if (key == "ca" && !value.empty()) {
    options.tls = true;
    options.ca_file = value;
    return {};
  }
  bool* flag = key == "framed"       ? &options.framed
               : key == "tls"        ? &options.tls
               : key == "newest"     ? &options.newest_of_partial
               : key == "deny-views" ? &options.deny_views
                                     : nullptr;
  if (flag == nullptr || !value.empty()) {
    return make_error(messages::kThriftUrl, {url, "`" + setting + "` is no setting"});
  }
  *flag = true;
  return {};
}

}  // namespace

Result<MetastoreThriftOptions> parse_metastore_thrift(const std::string& url) {
  MetastoreThriftOptions options;
  if (url.rfind(kScheme, 0) != 0) {
    return make_error(messages::kThriftUrl, {url, "it does not begin with thrift://"});
  }
  const std::size_t query = std::min(url.find('?'), url.size());
  for (const std::string& text : split(url.substr(0, query), ',')) {
    ThriftAddress address;
    if (const std::string why = read_address(text, address); !why.empty()) {
      return make_error(messages::kThriftUrl, {url, why});
    }
    options.servers.push_back(std::move(address));
  }
  if (query == url.size()) return options;
  for (const std::string& setting : split(url.substr(query + 1), '&')) {
    if (Status status = read_setting(url, setting, options); !status) return status.error();
  }
  return options;
}

}  // namespace aiep::check
