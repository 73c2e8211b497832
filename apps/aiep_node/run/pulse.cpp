#include "apps/aiep_node/run/pulse.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace aiep::agent {
namespace {

constexpr std::array<int, 3> kSignals{SIGTERM, SIGINT, SIGHUP};

// All that a signal handler can reach.
volatile sig_atomic_t g_signal = 0;
int g_write_end = -1;

void on_signal(int number) {
  if (g_signal != 0) return;
  g_signal = number;
  const char byte = 0;
  if (::write(g_write_end, &byte, 1) < 0) return;
}

}  // namespace

SignalPulse::SignalPulse() {
  g_signal = 0;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
    read_end_ = ends[0];
    g_write_end = ends[1];
  }
  struct sigaction action {};
  action.sa_handler = &on_signal;
  // No SA_RESTART: a sleep ends with the signal.
  for (const int number : kSignals) {
    struct sigaction old {};
    ::sigaction(number, &action, &old);
    // Who started us under nohup, or in the background of a shell, does not want these to end us.
    if (old.sa_handler == SIG_IGN && number != SIGTERM) ::sigaction(number, &old, nullptr);
  }
  ::signal(SIGPIPE, SIG_IGN);
}

SignalPulse::~SignalPulse() {
  // The handlers stay: a late signal must not turn the verdict, which is told by now, into a death by signal.
  ::close(std::exchange(g_write_end, -1));
  ::close(read_end_);
}

Millis SignalPulse::now() const {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return Millis(time.tv_sec * 1000 + time.tv_nsec / 1'000'000);
}

void SignalPulse::wait(Millis time, bool through) {
  const Millis until = now() + time;
  for (Millis left = time; left > Millis{0}; left = until - now()) {
    if (!through && g_signal != 0) return;
    pollfd stop{through ? -1 : read_end_, POLLIN, 0};
    ::poll(&stop, 1, static_cast<int>(left.count()));
  }
}

const char* SignalPulse::signal() const {
  switch (g_signal) {
    case SIGTERM: return "TERM";
    case SIGINT: return "INT";
    case SIGHUP: return "HUP";
    default: return "";
  }
}

}  // namespace aiep::agent
