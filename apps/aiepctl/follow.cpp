#include "apps/aiepctl/follow.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "apps/aiepctl/interrupt.h"
#include "apps/aiepctl/render_table.h"
#include "apps/aiepctl/text.h"
#include "core/base/duration.h"
#include "core/base/messages/server.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;
using Steady = std::chrono::steady_clock;
constexpr Millis kLongPoll{10'000};
constexpr Millis kRedraw{100};

/// The live picture: as many lines as fit, drawn over the ones before.
class Picture {
 public:
  explicit Picture(const Io& io) : io_(io) {}

  void draw(const Json& run) {
    erase();
    winsize size{};
    const bool known = ::ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_row > 4 && size.ws_col > 20;
    const std::size_t rows = known ? size.ws_row - 3u : 20;
    const std::size_t columns = known ? size.ws_col - 1u : 79;
    std::vector<const Json*> nodes;
    std::size_t done = 0;
    const Json& all = run.at("nodes");
    for (const Json& node : all) {
      const std::string state = field(node, "state");
      if (state == "succeeded" || state == "skipped") ++done;
      nodes.push_back(&node);
    }
    // Where not all fit, what is under way or went wrong comes first.
    if (nodes.size() > rows) {
      std::stable_sort(nodes.begin(), nodes.end(), [](const Json* a, const Json* b) { return rank(*a) < rank(*b); });
      nodes.resize(rows);
    }
    for (const Json* node : nodes) print(line_of(*node, columns));
    print("  " + std::to_string(done) + "/" + std::to_string(all.size()) + "  " +
          painted_state(io_, field(run, "state")) + "  " +
          duration_between(field(run, "created_at"), field(run, "ended_at")));
    io_.err.flush();
  }

  void erase() {
    for (; drawn_ > 0; --drawn_) io_.err << "\x1b[1A\x1b[2K";
    io_.err.flush();
  }

 private:
  static int rank(const Json& node) {
    const std::string state = field(node, "state");
    if (state == "failed" || state == "lost") return 0;
    if (state == "queued") return 2;
    return state == "succeeded" || state == "skipped" ? 3 : 1;
  }

  std::string line_of(const Json& node, std::size_t columns) const {
    const std::string state = field(node, "state");
    const std::string title = padded(shortened(visible(field(node, "title")), 28), 28);
    const std::string rest = "  " + padded(duration_between(field(node, "started_at"), field(node, "ended_at")), 7) +
                             " " + visible(field(node, "reason"));
    const std::size_t used = 2 + 28 + 2 + 16;
    return "  " + title + "  " + painted_state(io_, state) +
           std::string(state.size() < 16 ? 16 - state.size() : 0, ' ') +
           shortened(rest, columns > used + 10 ? columns - used : 10);
  }

  void print(const std::string& line) {
    io_.err << line << "\n";
    ++drawn_;
  }

  const Io& io_;
  std::size_t drawn_ = 0;
};

void print_change(std::ostream& out, const Json& event) {
  const std::string node = field(event, "node");
  const std::string kind = field(event, "event");
  const std::string reason = field(event, "reason");
  out << field(event, "at") << "  " << (node.empty() ? "run " + field(event, "run") : visible(node)) << "  "
      << (kind == "state" ? field(event, "to") : visible(kind));
  if (!reason.empty()) out << "  (" << visible(reason) << ")";
  out << "\n";
}

class Follower {
 public:
  Follower(Client& client, const Io& io, const FollowOptions& options)
      : client_(client), io_(io), options_(options), path_("/v1/runs/" + http::url_encode(options.run)), picture_(io) {
    if (options.timeout) until_ = Steady::now() + *options.timeout;
  }

  Outcome<Json> run() {
    for (;;) {
      const Millis wait = next_wait();
      auto page =
          client_.get(path_ + "/events?after=" + std::to_string(after_) + "&wait_ms=" + std::to_string(wait.count()),
                      kLongPoll + Millis{20'000});
      if (!page) return page;
      if (auto drawn = show(*page); !drawn) return fail(drawn.error());
      const bool empty = page->at("items").empty();
      if (page->value("ended", false) && empty) return finish();
      if (until_ && Steady::now() >= *until_) return time_over(field(*page, "state"));
      // All places for waiting were taken: ask again, but not at once.
      if (empty && !page->value("waited", true)) std::this_thread::sleep_for(Millis{300});
    }
  }

 private:
  Millis next_wait() const {
    // A live picture counts seconds while nothing happens.
    Millis wait = io_.live ? Millis{1'000} : kLongPoll;
    if (until_) wait = std::min(wait, std::chrono::duration_cast<Millis>(*until_ - Steady::now()) + Millis{1});
    return std::max(Millis{0}, wait);
  }

  Outcome<bool> show(const Json& page) {
    for (const Json& event : page.at("items")) {
      after_ = std::max(after_, event.value("seq", std::int64_t{0}));
      if (!io_.live && options_.lines != nullptr) print_change(*options_.lines, event);
    }
    if (!io_.live) {
      if (options_.lines != nullptr) options_.lines->flush();
      return true;
    }
    const auto now = Steady::now();
    if (drawn_at_ && now - *drawn_at_ < kRedraw) std::this_thread::sleep_for(kRedraw - (now - *drawn_at_));
    auto run = client_.get(path_);
    if (!run) return fail(run.error());
    picture_.draw(*run);
    drawn_at_ = Steady::now();
    return true;
  }

  Outcome<Json> finish() {
    picture_.erase();
    return client_.get(path_);
  }

  Outcome<Json> time_over(const std::string& state) {
    return fail(make_error(messages::kFollowTimeout, {options_.run, format_duration(*options_.timeout), state}));
  }

  Client& client_;
  const Io& io_;
  const FollowOptions& options_;
  std::string path_;
  Picture picture_;
  std::int64_t after_ = 0;
  std::optional<Steady::time_point> until_, drawn_at_;
};

}  // namespace

Outcome<Json> follow(Client& client, const Io& io, const FollowOptions& options) {
  std::optional<DetachOnInterrupt> detach;
  if (!options.keeps_interrupts) detach.emplace(io, options.run);
  return Follower(client, io, options).run();
}

int exit_code_of(const Json& run) {
  const std::string state = field(run, "state");
  if (state == "succeeded" || state == "skipped") return 0;
  return state == "cancelled" ? 8 : 1;
}

}  // namespace aiep::cli
