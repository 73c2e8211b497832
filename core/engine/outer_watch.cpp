#include "core/engine/outer_watch.h"

#include <algorithm>

#include "core/base/duration.h"
#include "core/engine/outer.h"

namespace aiep::engine {
namespace {

/// The most that counts as watched between two sweeps: more means that we were not there.
constexpr Millis kLongestStep{5'000};
/// Before an outer system that says "it lives" or "it moves" is asked again.
constexpr Millis kAskAgain{10'000};
constexpr const char* kActor = "outer-watch";

bool is_open(const spi::OuterView& view) { return view.run && !is_terminal(view.run->state); }

spi::OuterSaid ask(const spi::Registry& registry, const OuterIdentity& identity) {
  spi::Host* host = registry.find_host(identity.system);
  if (host == nullptr) return spi::OuterSaid::unknown;
  auto said = host->said(identity);
  return said ? *said : spi::OuterSaid::unknown;
}

}  // namespace

OuterWatch::OuterWatch(spi::OuterStore& store, const spi::Registry& registry, const Clock& clock, Stop stop,
                       Millis pause)
    : store_(store), registry_(registry), clock_(clock), stop_(std::move(stop)), pause_(pause) {}

OuterWatch::~OuterWatch() { stop(); }

void OuterWatch::start() {
  last_sweep_ = clock_.steady();
  sweep();
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void OuterWatch::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void OuterWatch::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

void OuterWatch::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      const auto woken = [this] { return woken_; };
      if (pause_ == Millis(0)) {
        changed_.wait(lock, stop, woken);
      } else {
        changed_.wait_for(lock, stop, pause_, woken);
      }
      woken_ = false;
    }
    if (!stop.stop_requested()) sweep();
  }
}

bool OuterWatch::wants_stop(const spi::OuterView& view) {
  return is_open(view) && !view.run->cancel_requested_at && view.outer.is_cancelled(view.run->outer_attempt);
}

void OuterWatch::sweep() {
  const Millis now = clock_.steady();
  const Millis passed = std::min(now - last_sweep_, kLongestStep);
  auto views = store_.watched_outers();
  last_sweep_ = now;
  if (!views) return;  // nobody could renew either
  for (auto& [key, watched] : watched_) watched.met = false;
  int held = 0;
  for (const spi::OuterView& view : *views) {
    // An error means that another server owns the run, or that the store rests: the next sweep asks again.
    if (wants_stop(view)) (void)stop_(view.run->id, view.outer.cancel_actor, view.outer.cancel_reason);
    if (view.outer.agent.empty() || view.outer.lost_at) continue;
    Watched& watched = look(view.outer, passed);
    const bool given_up = watched.silent >= view.outer.lease && give_up(view, watched);
    if (!given_up) ++held;
  }
  std::erase_if(watched_, [](const auto& entry) { return !entry.second.met; });
  held_ = held;
}

OuterWatch::Watched& OuterWatch::look(const OuterRecord& outer, Millis passed) {
  Watched& watched = watched_[outer.key];
  watched.met = true;
  if (watched.agent != outer.agent || watched.renewals != outer.renewals) {
    watched.agent = outer.agent;
    watched.renewals = outer.renewals;
    watched.silent = Millis(0);
  } else {
    watched.silent += passed;
  }
  return watched;
}

bool OuterWatch::give_up(const spi::OuterView& view, Watched& watched) {
  const OuterRecord& outer = view.outer;
  const bool open = is_open(view);
  const spi::OuterSaid said = open ? ask(registry_, outer.identity) : spi::OuterSaid::unknown;
  if (said == spi::OuterSaid::running || said == spi::OuterSaid::moved) {
    watched.silent = std::max(Millis(0), outer.lease - kAskAgain);
    return false;
  }
  spi::OuterLoss loss;
  loss.key = outer.key;
  loss.agent = outer.agent;
  loss.renewals = outer.renewals;
  loss.at = clock_.now();
  loss.cancel = open && (said == spi::OuterSaid::killed || outer.on_lost == LostPolicy::cancel);
  loss.actor = kActor;
  loss.reason = "no sign of life of " + outer_words(outer.identity) + " for " + format_duration(outer.lease);
  EventRecord event;
  if (open) {
    event.at = loss.at;
    event.actor = kActor;
    event.run = view.run->id;
    event.event = "owner-lost";
    event.reason = loss.reason + "; " + outer.identity.system + " says: " + to_string(said) +
                   "; policy: " + to_string(outer.on_lost) + (loss.cancel ? "; the run is cancelled" : "; it goes on");
  }
  auto lost = store_.lose_outer(loss, event);
  if (!lost || !*lost) return false;
  if (loss.cancel) (void)stop_(view.run->id, loss.actor, loss.reason);
  return true;
}

}  // namespace aiep::engine
