#include "core/store/store_url.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "core/base/messages/store.h"

namespace aiep::store {
namespace {

constexpr std::string_view kSqlite = "sqlite://";
constexpr std::string_view kMysql = "mysql://";

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned value = 0;
    const std::string_view hex = text.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
    if (hex.size() != 2 || error != std::errc{} || end != hex.data() + 2 || value == 0) return std::nullopt;
    out += static_cast<char>(value);
    i += 2;
  }
  return out;
}

/// Up to the separator; `text` keeps what follows it.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

Error wrong(std::string_view shown, const char* why) {
  return make_error(messages::kStoreUrl, {std::string(shown), why});
}

Status read_options(std::string_view options, std::string_view shown, StoreUrl& url) {
  while (!options.empty()) {
    std::string_view option = take(options, '&');
    const std::string_view name = take(option, '=');
    const std::optional<std::string> value = decode(option);
    if (!value || !value->starts_with('/')) return wrong(shown, "an option is not name=/absolute/path");
    if (name == "password_file") {
      url.password_file = *value;
    } else if (name == "socket") {
      url.socket = *value;
    } else {
      return wrong(shown, "the options are password_file and socket");
    }
  }
  return {};
}

Status read_authority(std::string_view authority, std::string_view shown, StoreUrl& url) {
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos) return wrong(shown, "the user is missing (mysql://user@host/name)");
  const std::string_view user = authority.substr(0, at);
  if (user.find(':') != std::string_view::npos) {
    return wrong(shown, "a password does not belong into an address; use password_file=/path");
  }
  std::string_view host = authority.substr(at + 1);
  const std::string_view name = take(host, ':');
  if (!host.empty()) {
    const auto [end, error] = std::from_chars(host.data(), host.data() + host.size(), url.port);
    const bool whole = error == std::errc{} && end == host.data() + host.size();
    if (!whole || url.port < 1 || url.port > 65535) return wrong(shown, "the port is not a number from 1 to 65535");
  }
  const std::optional<std::string> decoded_user = decode(user), decoded_host = decode(name);
  if (!decoded_user || !decoded_host || decoded_user->empty()) return wrong(shown, "the user or host cannot be read");
  url.user = *decoded_user;
  url.host = *decoded_host;
  return {};
}

Result<StoreUrl> parse_mysql(std::string_view rest) {
  // Neither what stands before the @ nor the options may be shown: people put passwords there.
  constexpr std::string_view kShown = "mysql://…";
  StoreUrl url;
  url.engine = Engine::mysql;
  std::string_view options = rest;
  rest = take(options, '?');
  std::string_view path = rest;
  const std::string_view authority = take(path, '/');
  if (Status status = read_authority(authority, kShown, url); !status) return std::move(status).error();
  const std::optional<std::string> database = decode(path);
  if (!database || database->empty()) return wrong(kShown, "the name of the database is missing");
  url.database = *database;
  if (Status status = read_options(options, kShown, url); !status) return std::move(status).error();
  if (url.host.empty() == url.socket.empty()) return wrong(kShown, "give either a host or socket=/path");
  return url;
}

}  // namespace

Result<StoreUrl> parse_store_url(const std::string& text) {
  const std::string_view view = text;
  if (view.starts_with(kMysql)) return parse_mysql(view.substr(kMysql.size()));
  if (!view.starts_with(kSqlite)) return wrong(view.substr(0, view.find(':')), "it starts with sqlite:// or mysql://");
  const std::optional<std::string> path = decode(view.substr(kSqlite.size()));
  if (!path || !path->starts_with('/') || path->ends_with('/')) return wrong(view, "the path is not absolute");
  // SOCI reads its own quotes and has no way to write one.
  if (path->find('"') != std::string::npos) return wrong(view, "the path holds a double quote");
  StoreUrl url;
  url.path = *path;
  return url;
}

}  // namespace aiep::store
