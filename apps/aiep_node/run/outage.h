/// A server that is away: one line, then quiet, one line when it is back, and how long to bear it.
/// It is back when everything that failed has got through: half a server is none.
#pragma once

#include <algorithm>

#include "apps/aiep_node/run/output.h"
#include "apps/aiep_node/run/pulse.h"
#include "apps/aiep_node/run/server.h"
#include "core/base/duration.h"

namespace aiep::agent {

class Outage {
 public:
  Outage(Output& out, const Pulse& pulse, Millis patience) : out_(out), pulse_(pulse), patience_(patience) {}

  /// The kinds of calls.
  enum Call : unsigned { kAttach = 1, kRenew = 2, kLook = 4 };

  /// A call did not get through. True = the patience is over.
  bool failed(Call call, const CallError& error) {
    failing_ |= call;
    if (!since_) {
      since_ = pulse_.now();
      out_.line(out_.pick("the server does not answer (", "服务无应答（") + out_.safe(error.message) +
                out_.pick("); the run is not affected; waiting up to ", "）；运行不受影响；最多等待 ") +
                format_duration(patience_));
    }
    return pulse_.now() - *since_ >= patience_;
  }

  /// A call got through.
  void fine(Call call) {
    failing_ &= ~static_cast<unsigned>(call);
    if (!since_ || failing_ != 0) return;
    const Millis away =
        std::max(Millis{1'000}, std::chrono::floor<std::chrono::seconds>(pulse_.now() - *since_) + Millis{0});
    out_.line(out_.pick("the server answers again, after ", "服务已恢复应答，中断 ") + format_duration(away));
    since_.reset();
    pause_ = kFirstPause;
  }

  bool lasting() const { return since_.has_value(); }

  /// How long to leave the server alone before the next try; grows.
  Millis pause() {
    const Millis now = pause_;
    pause_ = std::min(kLongestPause, pause_ * 2);
    return since_ ? std::min(now, std::max(Millis{1}, *since_ + patience_ - pulse_.now())) : now;
  }

 private:
  static constexpr Millis kFirstPause{250};
  static constexpr Millis kLongestPause{4'000};

  unsigned failing_ = 0;
  Output& out_;
  const Pulse& pulse_;
  Millis patience_;
  Millis pause_ = kFirstPause;
  std::optional<Millis> since_;
};

}  // namespace aiep::agent
