#include "apps/aiepd/rest/http_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "apps/aiepd/rest/url.h"
#include "core/base/files.h"
#include "core/base/messages/general.h"
#include "core/base/messages/server.h"

namespace aiep::rest {
namespace {

namespace net = Poco::Net;

/// Counts requests under way; the idle rule and the clean end look at it.
class Traffic {
 public:
  explicit Traffic(std::shared_ptr<const Clock> clock) : clock_(std::move(clock)), last_(to_ms(clock_->now())) {}
  void begin() { ++active_; }
  void end() {
    last_ = to_ms(clock_->now());
    const std::lock_guard lock(mutex_);
    --active_;
    changed_.notify_all();
  }
  int active() const { return active_; }
  TimePoint last() const { return from_ms(last_); }
  bool wait_quiet(Millis limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [this] { return active_ == 0; });
  }

 private:
  std::shared_ptr<const Clock> clock_;
  std::atomic<int> active_{0};
  std::atomic<std::int64_t> last_;
  std::mutex mutex_;
  std::condition_variable changed_;
};

struct Shared {
  Api& api;
  ListenOptions options;
  Traffic traffic;
};

/// Compares in a time that does not depend on where the texts differ.
bool same_secret(const std::string& a, const std::string& b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

Status check_peer(net::HTTPServerRequest& request) {
  auto& implementation = dynamic_cast<net::HTTPServerRequestImpl&>(request);
  ucred peer{};
  socklen_t size = sizeof peer;
  const int rc = ::getsockopt(implementation.socket().impl()->sockfd(), SOL_SOCKET, SO_PEERCRED, &peer, &size);
  if (rc == 0 && (peer.uid == ::geteuid() || peer.uid == 0)) return {};
  return make_error(messages::kPeerOfOtherUser, {std::to_string(::geteuid()), std::to_string(peer.uid)});
}

Result<std::string> read_body(net::HTTPServerRequest& request, std::size_t limit) {
  // What is too large is read to its end all the same: a client that is still sending would see
  // a broken pipe instead of the answer.
  constexpr std::size_t kDrain = 256u << 20;
  std::istream& in = request.stream();
  std::string body;
  std::vector<char> buffer(65536);
  std::size_t seen = 0;
  while (in && seen <= kDrain) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto got = static_cast<std::size_t>(in.gcount());
    seen += got;
    if (seen <= limit) body.append(buffer.data(), got);
  }
  if (seen > limit) return make_error(messages::kBodyTooLarge, {std::to_string(limit)});
  return body;
}

class Handler final : public net::HTTPRequestHandler {
 public:
  Handler(Shared& shared, bool tcp) : shared_(shared), tcp_(tcp) { shared_.traffic.begin(); }
  ~Handler() override { shared_.traffic.end(); }
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    const Response answer = respond(request);
    response.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
    response.setReason(net::HTTPResponse::getReasonForStatus(response.getStatus()));
    response.setContentType(answer.status < 400 ? "application/json" : "application/problem+json");
    response.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
    response.set("Cache-Control", "no-store");
    response.send().write(answer.body.data(), static_cast<std::streamsize>(answer.body.size()));
  }

 private:
  Response respond(net::HTTPServerRequest& request) {
    auto body = read_body(request, shared_.options.max_body);
    if (Status allowed = tcp_ ? check_token(request) : check_peer(request); !allowed) {
      return error_response(allowed.error());
    }
    if (!body) return error_response(body.error());
    Request ours;
    ours.method = request.getMethod();
    ours.body = std::move(*body);
    ours.user = shared_.options.owner;
    if (!parse_target(request.getURI(), ours)) {
      return error_response(make_error(messages::kNoSuchEndpoint, {request.getURI().substr(0, 200)}));
    }
    return shared_.api.handle(ours);
  }

  Status check_token(const net::HTTPServerRequest& request) const {
    const std::string given = request.get("Authorization", "");
    if (same_secret(given, "Bearer " + shared_.options.token)) return {};
    return make_error(messages::kTokenWrong);
  }

  Shared& shared_;
  bool tcp_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
 public:
  Factory(Shared& shared, bool tcp) : shared_(shared), tcp_(tcp) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(shared_, tcp_);
  }

 private:
  Shared& shared_;
  bool tcp_;
};

class PocoServer final : public HttpServer {
 public:
  PocoServer(const ListenOptions& options, Api& api, std::shared_ptr<const Clock> clock)
      : shared_{api, options, Traffic(std::move(clock))}, pool_("rest", 2, options.threads) {}
  ~PocoServer() override { stop(Millis{0}); }

  Status open() {
    if (Status made = open_unix(); !made) return made;
    return shared_.options.tcp.empty() ? Status{} : open_tcp();
  }

  std::string tcp_url() const override { return url_; }
  int active() const override { return shared_.traffic.active(); }
  TimePoint last_request() const override { return shared_.traffic.last(); }

  void hide(bool hidden) override {
    const std::string& path = shared_.options.socket;
    const std::string aside = path + "~";
    ::rename((hidden ? path : aside).c_str(), (hidden ? aside : path).c_str());
  }

  void stop(Millis grace) override {
    if (stopped_) return;
    stopped_ = true;
    ::unlink(shared_.options.socket.c_str());
    ::unlink((shared_.options.socket + "~").c_str());
    for (auto& server : servers_) server->stop();
    if (!shared_.traffic.wait_quiet(grace)) {
      for (auto& server : servers_) server->stopAll(true);
    }
  }

 private:
  Status open_unix() {
    const std::string& path = shared_.options.socket;
    // The caller holds the workspace's lock, so a file there is a dead server's.
    ::unlink(path.c_str());
    const mode_t old_mask = ::umask(0177);
    Status status;
    try {
      serve(net::ServerSocket(net::SocketAddress(net::SocketAddress::UNIX_LOCAL, path), 128), false);
    } catch (const Poco::Exception& failure) {
      const bool full = failure.code() == ENOSPC || failure.code() == EDQUOT;
      status = full ? system_error("make the socket", path, failure.code())
                    : make_error(messages::kListen, {path, failure.displayText()});
    }
    ::umask(old_mask);
    return status;
  }

  Status open_tcp() {
    const std::string& address = shared_.options.tcp;
    try {
      const net::SocketAddress wanted(address);
      if (!wanted.host().isLoopback()) return make_error(messages::kListen, {address, "it is not a loopback address"});
      net::ServerSocket socket(wanted, 128);
      url_ = "http://" + socket.address().toString();
      serve(socket, true);
    } catch (const Poco::Exception& failure) {
      return make_error(messages::kListen, {address, failure.displayText()});
    }
    return {};
  }

  void serve(const net::ServerSocket& socket, bool tcp) {
    net::HTTPServerParams::Ptr params = new net::HTTPServerParams;
    params->setKeepAlive(false);
    params->setTimeout(Poco::Timespan(20, 0));
    params->setMaxQueued(1024);
    params->setMaxThreads(shared_.options.threads);
    servers_.push_back(std::make_unique<net::HTTPServer>(new Factory(shared_, tcp), pool_, socket, params));
    servers_.back()->start();
  }

  Shared shared_;
  Poco::ThreadPool pool_;
  std::vector<std::unique_ptr<net::HTTPServer>> servers_;
  std::string url_;
  bool stopped_ = false;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(const ListenOptions& options, Api& api,
                                                      std::shared_ptr<const Clock> clock) {
  auto server = std::make_unique<PocoServer>(options, api, std::move(clock));
  if (Status opened = server->open(); !opened) return opened.error();
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace aiep::rest
