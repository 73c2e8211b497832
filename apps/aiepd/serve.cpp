#include "apps/aiepd/serve.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "apps/aiepd/lock.h"
#include "apps/aiepd/rest/http_server.h"
#include "apps/wire/version.h"
#include "core/base/files.h"
#include "core/base/ids.h"
#include "core/base/messages/server.h"
#include "core/config/workspace.h"

namespace aiep::daemon {
namespace {

/// Waits at most `limit` for one of our signals; 0 = none came.
int wait_signal(Millis limit) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  const timespec time{limit.count() / 1000, (limit.count() % 1000) * 1'000'000};
  const int got = ::sigtimedwait(&set, nullptr, &time);
  return got > 0 ? got : 0;
}

bool somebody_listens(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool answered = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return answered;
}

/// The other holder is either serving (we are not needed) or ending (we take over).
Result<bool> take_over(const std::string& workspace, const std::string& socket) {
  constexpr int kRounds = 500;
  for (int round = 0; round < kRounds; ++round) {
    auto taken = try_lock_workspace(workspace);
    if (!taken) return taken.error();
    if (*taken) return true;
    if (somebody_listens(socket)) return false;
    if (wait_signal(Millis{20}) != 0) return false;
  }
  return make_error(messages::kServerAlreadyRuns, {workspace, workspace_holder(workspace)});
}

Result<std::string> write_token(const std::string& workspace) {
  const std::string token = random_hex(48);
  if (Status written = write_file_atomically(workspace + "/run/token", token + "\n", 0600); !written) {
    return written.error();
  }
  return token;
}

void tell_ready(const Options& options) {
  if (options.ready_fd < 0) return;
  // Nobody may wait there any more; that is not our trouble.
  if (::write(options.ready_fd, "ok\n", 3) < 0) return;
  ::close(options.ready_fd);
}

class Server {
 public:
  Server(const Options& options, std::string workspace, std::string socket, std::shared_ptr<observe::Log> log)
      : options_(options), workspace_(std::move(workspace)), socket_(std::move(socket)), log_(std::move(log)) {}

  Status run(const Composer& composer) {
    if (Status started = start(composer); !started) return started;
    tell_ready(options_);
    const std::string why = wait_for_end();
    log_->info("ending", {{"why", why}});
    stopping_ = true;
    http_->stop(Millis{1'000});
    composition_.engine->stop();
    log_->info("ended");
    return {};
  }

 private:
  Status start(const Composer& composer) {
    const char* variable = std::getenv("AIEP_DB");
    std::string url = options_.store_url.empty() && variable != nullptr ? variable : options_.store_url;
    if (url.empty()) url = config::default_store_url(workspace_);
    const auto tell = [log = log_](const char* event, const std::string& run, const std::string& text) {
      log->warn(event, {{"run", run}, {"text", text}});
    };
    auto composed = composer({workspace_, url, options_.slots, options_.lease, tell}, clock_);
    if (!composed) return composed.error();
    composition_ = std::move(*composed);
    for (const auto& plugin : composition_.refused) {
      log_->warn("plugin-refused", {{"file", plugin.file}, {"reason", plugin.reason}});
    }
    if (Status running = composition_.engine->start(); !running) return running;
    return listen(url);
  }

  Status listen(const std::string& store_url) {
    rest::ListenOptions where;
    where.socket = socket_;
    where.tcp = options_.listen;
    where.owner = config::user_name();
    if (!where.tcp.empty()) {
      auto token = write_token(workspace_);
      if (!token) return token.error();
      where.token = *token;
    }
    rest::ServerFacts facts;
    facts.pid = ::getpid();
    facts.workspace = workspace_;
    facts.socket = socket_;
    facts.version = wire::program_version();
    facts.commit = wire::program_commit();
    facts.store_url = store_url;
    facts.started_at = clock_->now();
    facts.refused = composition_.refused;
    rest::ApiHooks hooks{[] { ::kill(::getpid(), SIGTERM); }, [this] { return stopping_.load(); }};
    api_ = std::make_unique<rest::Api>(*composition_.engine, facts, hooks, clock_, where.threads / 2);
    auto http = rest::HttpServer::start(where, *api_, clock_);
    if (!http) return http.error();
    http_ = std::move(*http);
    log_->info("started", {{"version", facts.version},
                           {"pid", std::to_string(facts.pid)},
                           {"workspace", workspace_},
                           {"socket", socket_},
                           {"url", http_->tcp_url()}});
    if (!http_->tcp_url().empty()) {
      std::printf("%s\n", http_->tcp_url().c_str());
      std::fflush(stdout);
    }
    return {};
  }

  bool quiet() const {
    return http_->active() == 0 && composition_.engine->open_run_count() == 0 &&
           composition_.engine->held_outer_leases() == 0 &&
           clock_->now() - http_->last_request() >= options_.idle_timeout;
  }

  std::string wait_for_end() {
    for (;;) {
      if (const int got = wait_signal(Millis{500}); got != 0) return "signal " + std::to_string(got);
      if (options_.idle_timeout.count() == 0 || !quiet()) continue;
      // A client may be connecting right now: take the name away, serve who is already there,
      // and end only if that left nothing to do.
      http_->hide(true);
      if (const int got = wait_signal(Millis{200}); got != 0) return "signal " + std::to_string(got);
      if (quiet()) return "idle";
      http_->hide(false);
    }
  }

  const Options& options_;
  std::string workspace_, socket_;
  std::shared_ptr<observe::Log> log_;
  std::shared_ptr<const Clock> clock_ = std::make_shared<SystemClock>();
  std::atomic<bool> stopping_{false};
  Composition composition_;
  std::unique_ptr<rest::Api> api_;
  std::unique_ptr<rest::HttpServer> http_;
};

}  // namespace

Status serve(const Options& options, const Composer& composer) {
  auto workspace = config::resolve_workspace(options.workspace);
  if (!workspace) return workspace.error();
  if (Status prepared = config::prepare_workspace(*workspace); !prepared) return prepared;
  auto socket = config::socket_path(*workspace);
  if (!socket) return socket.error();
  auto taken = take_over(*workspace, *socket);
  if (!taken) return taken.error();
  if (!*taken) {
    tell_ready(options);
    return {};
  }
  auto log = observe::Log::open(*workspace + "/log/aiepd.log");
  if (!log) return log.error();
  Server server(options, *workspace, *socket, *log);
  Status ended = server.run(composer);
  if (!ended) (*log)->error("failed", {{"error", ended.error().message()}});
  return ended;
}

}  // namespace aiep::daemon
