#include "apps/aiepctl/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace aiep::cli {
namespace {

// A handler may do nothing but write and leave, so its words are made before.
char g_farewell[512];
int g_event = -1;
volatile sig_atomic_t g_interrupts = 0;

void say(const std::string& text) {
  // Nothing can be done about a terminal that is gone.
  if (::write(2, text.data(), text.size()) < 0) return;
}

void set_farewell(const std::string& text) { std::strncpy(g_farewell, text.c_str(), sizeof g_farewell - 1); }

void leave(int) {
  if (::write(2, g_farewell, std::strlen(g_farewell)) < 0) ::_exit(130);
  ::_exit(130);
}

void wake(int event) {
  const std::uint64_t one = 1;
  if (::write(event, &one, sizeof one) < 0) return;  // full: it is awake already
}

void sleep_until_woken(int event) {
  std::uint64_t count = 0;
  while (::read(event, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

void stop_then_leave(int signal) {
  if (g_interrupts > 0) leave(signal);
  g_interrupts = 1;
  wake(g_event);
}

void install(void (*handler)(int), struct sigaction& old) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigaction(SIGINT, &action, &old);
}

sigset_t only_interrupt() {
  sigset_t set{};
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

DetachOnInterrupt::DetachOnInterrupt(const Io& io, const std::string& run) {
  set_farewell("\n" +
               (io.pick("detached; the run goes on. Stop it with: aiepctl runs stop ",
                        "已脱离；运行继续。停止：aiepctl runs stop ") +
                run) +
               "\n" + io.pick("follow it again with: aiepctl runs watch ", "继续查看：aiepctl runs watch ") + run +
               "\n");
  install(&leave, old_);
}

DetachOnInterrupt::~DetachOnInterrupt() { ::sigaction(SIGINT, &old_, nullptr); }

StopOnInterrupt::StopOnInterrupt(const Io& io) : io_(io), event_(::eventfd(0, EFD_CLOEXEC)) {
  g_event = event_;
  g_interrupts = 0;
  set_farewell("\n");
  // The thread that follows is in the middle of a request: the waiter takes the signal instead.
  const sigset_t interrupt = only_interrupt();
  ::pthread_sigmask(SIG_BLOCK, &interrupt, &old_mask_);
  install(&stop_then_leave, old_);
}

StopOnInterrupt::~StopOnInterrupt() {
  over_ = true;
  wake(event_);
  if (waiter_.joinable()) waiter_.join();
  ::sigaction(SIGINT, &old_, nullptr);
  ::pthread_sigmask(SIG_SETMASK, &old_mask_, nullptr);
  ::close(event_);
}

void StopOnInterrupt::arm(const std::string& run, Ask ask) {
  set_farewell(std::string("\n") +
               io_.pick("left without waiting; look at the run with: aiepctl runs show ",
                        "未等待结束即退出；查看运行：aiepctl runs show ") +
               run + "\n");
  waiter_ = std::jthread([this, run, ask = std::move(ask)] { wait(run, ask); });
}

void StopOnInterrupt::wait(const std::string& run, const Ask& ask) {
  const sigset_t interrupt = only_interrupt();
  ::pthread_sigmask(SIG_UNBLOCK, &interrupt, nullptr);
  sleep_until_woken(event_);
  if (over_) return;
  say(io_.pick("\nstopping run ", "\n正在停止运行 ") + run +
      io_.pick("; Ctrl-C again leaves without waiting\n", "；再按 Ctrl-C 则不等待直接退出\n"));
  if (const std::string fault = ask(); !fault.empty()) {
    say(io_.pick("the run goes on, it could not be stopped: ", "无法停止，运行继续：") + fault + "\n");
  }
  sleep_until_woken(event_);  // this thread is the one that a second signal can reach
}

}  // namespace aiep::cli
