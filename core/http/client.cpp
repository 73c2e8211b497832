#include "core/http/client.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <mutex>

#include "core/base/messages/general.h"
#include "core/base/messages/server.h"

namespace aiep::http {
namespace {

constexpr std::size_t kMaxAnswer = 256u << 20;

struct HandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleDeleter>;

class HeaderList {
 public:
  HeaderList() = default;
  ~HeaderList() { curl_slist_free_all(list_); }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  void add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

void initialise_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& response = *static_cast<Response*>(user);
  if (response.body.size() + size * count > kMaxAnswer) return 0;
  response.body.append(data, size * count);
  return size * count;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& response = *static_cast<Response*>(user);
  const std::string line(data, size * count);
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos) return line.size();
  std::string name = line.substr(0, colon);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::size_t from = line.find_first_not_of(" \t", colon + 1);
  const std::size_t to = line.find_last_not_of(" \t\r\n");
  response.headers[name] = from == std::string::npos || to < from ? "" : line.substr(from, to - from + 1);
  return line.size();
}

void set_up(CURL* handle, const Endpoint& endpoint, const Request& request, const std::string& url) {
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, 5'000L);
  // Proxies are for the world outside; our servers are local.
  curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
  if (!endpoint.unix_socket.empty()) {
    curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, endpoint.unix_socket.c_str());
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
}

Error failure(CURLcode code, const Endpoint& endpoint) {
  const std::string shown = endpoint.shown.empty() ? endpoint.base_url : endpoint.shown;
  const bool never_sent = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
                          code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
  return make_error(never_sent ? messages::kServerUnreachable : messages::kServerOutcomeUnknown,
                    {shown, curl_easy_strerror(code)});
}

}  // namespace

Result<Response> Client::request(const Request& request) const {
  initialise_once();
  const Handle handle(curl_easy_init());
  if (!handle) return make_error(messages::kInternal, {"curl_easy_init failed"});
  const std::string url = endpoint_.base_url + request.path;
  set_up(handle.get(), endpoint_, request, url);
  HeaderList headers;
  headers.add("Expect:");  // no 100-continue round trip
  for (const auto& [name, value] : request.headers) headers.add(name + ": " + value);
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  Response response;
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &response);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERFUNCTION, &on_header);
  curl_easy_setopt(handle.get(), CURLOPT_HEADERDATA, &response);
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) return failure(code, endpoint_);
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  return response;
}

std::string url_encode(const std::string& text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace aiep::http
