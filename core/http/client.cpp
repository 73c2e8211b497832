#include "core/http/client.h"

#include <cctype>

#include "core/base/ascii.h"
#include "core/base/messages/general.h"
#include "core/base/messages/server.h"
#include "core/http/curl.h"

namespace aiep::http {
namespace {

constexpr std::size_t kMaxAnswer = 256u << 20;

/// One exchange: its handles, and the list of headers that they refer to.
class Exchange {
 public:
  explicit Exchange(const Curl& curl) : curl_(curl), easy_(curl.easy_init()), multi_(curl.multi_init()) {}
  ~Exchange() {
    if (easy_ != nullptr && multi_ != nullptr) curl_.multi_remove_handle(multi_, easy_);
    if (easy_ != nullptr) curl_.easy_cleanup(easy_);
    if (multi_ != nullptr) curl_.multi_cleanup(multi_);
    curl_.slist_free_all(headers_);
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  bool usable() const { return easy_ != nullptr && multi_ != nullptr; }
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_.easy_setopt(easy_, option, value);
  }
  void add_header(const std::string& line) { headers_ = curl_.slist_append(headers_, line.c_str()); }

  /// Blocks until it is done or `stop_fd` (-1 = none) can be read: CURLE_ABORTED_BY_CALLBACK. Sleeps
  /// in one piece, since processes by the dozen wait here; libcurl wakes itself for its own timers.
  CURLcode perform(Millis timeout, int stop_fd) {
    set(CURLOPT_HTTPHEADER, headers_);
    if (curl_.multi_add_handle(multi_, easy_) != CURLM_OK) return CURLE_FAILED_INIT;
    for (int running = 1;;) {
      if (curl_.multi_perform(multi_, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      if (running == 0) return result();
      curl_waitfd stop{stop_fd, CURL_WAIT_POLLIN, 0};
      if (curl_.multi_poll(multi_, &stop, stop_fd < 0 ? 0 : 1, static_cast<int>(timeout.count()), nullptr) != CURLM_OK)
        return CURLE_FAILED_INIT;
      if (stop.revents != 0) return CURLE_ABORTED_BY_CALLBACK;
    }
  }

  int status() const {
    long status = 0;
    curl_.easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
  }

 private:
  CURLcode result() {
    int left = 0;
    const CURLMsg* message = curl_.multi_info_read(multi_, &left);
    return message != nullptr && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
  }

  const Curl& curl_;
  CURL* easy_;
  CURLM* multi_;
  curl_slist* headers_ = nullptr;
};

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
  name = ascii_lower(std::move(name));
  const std::size_t from = line.find_first_not_of(" \t", colon + 1);
  const std::size_t to = line.find_last_not_of(" \t\r\n");
  response.headers[name] = from == std::string::npos || to < from ? "" : line.substr(from, to - from + 1);
  return line.size();
}

void set_up(Exchange& exchange, const Endpoint& endpoint, const Request& request, const std::string& url) {
  exchange.set(CURLOPT_URL, url.c_str());
  exchange.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  exchange.set(CURLOPT_NOSIGNAL, 1L);
  exchange.set(CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  exchange.set(CURLOPT_CONNECTTIMEOUT_MS, 5'000L);
  // Proxies are for the world outside; our servers are local.
  exchange.set(CURLOPT_NOPROXY, "*");
  if (!endpoint.unix_socket.empty()) exchange.set(CURLOPT_UNIX_SOCKET_PATH, endpoint.unix_socket.c_str());
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    exchange.set(CURLOPT_POSTFIELDS, request.body.data());
    exchange.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  exchange.add_header("Expect:");  // no 100-continue round trip
  for (const auto& [name, value] : request.headers) exchange.add_header(name + ": " + value);
}

Error failure(CURLcode code, const Endpoint& endpoint, const char* words) {
  const std::string shown = endpoint.shown.empty() ? endpoint.base_url : endpoint.shown;
  const bool never_sent = code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
                          code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
  return make_error(never_sent ? messages::kServerUnreachable : messages::kServerOutcomeUnknown, {shown, words});
}

}  // namespace

Result<Response> Client::request(const Request& request) const {
  const Curl* curl = load_curl();
  if (curl == nullptr) return make_error(messages::kNoCurl);
  Exchange exchange(*curl);
  if (!exchange.usable()) return make_error(messages::kInternal, {"curl_easy_init failed"});
  const std::string url = endpoint_.base_url + request.path;
  set_up(exchange, endpoint_, request, url);
  Response response;
  exchange.set(CURLOPT_WRITEFUNCTION, &on_body);
  exchange.set(CURLOPT_WRITEDATA, &response);
  exchange.set(CURLOPT_HEADERFUNCTION, &on_header);
  exchange.set(CURLOPT_HEADERDATA, &response);
  const CURLcode code = exchange.perform(request.timeout, request.stop_fd);
  if (code != CURLE_OK) return failure(code, endpoint_, curl->easy_strerror(code));
  response.status = exchange.status();
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
