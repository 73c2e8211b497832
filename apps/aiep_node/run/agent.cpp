#include "apps/aiep_node/run/agent.h"

#include "apps/aiep_node/run/safe_text.h"

namespace aiep::agent {
namespace {

// Below what the server lets a request wait (30 s).
constexpr Millis kLongPoll{20'000};
constexpr Millis kNoPlacePause{1'000};
// Two may be lost.
constexpr int kRenewalsPerLease = 3;
constexpr Millis kWaitingPause{5'000};

}  // namespace

Agent::Agent(AgentOptions options, AgentParts parts)
    : options_(std::move(options)),
      parts_(parts),
      outage_(parts.out, parts.pulse, options_.patience),
      changes_(parts.out) {}

int Agent::run() {
  if (auto ending = attach()) return finish(*ending);
  return finish(follow());
}

std::optional<Ending> Agent::attach() {
  while (!stopping()) {
    auto attached = parts_.server.attach(options_.attach);
    if (!attached) {
      if (auto ending = not_attached(attached.error())) return ending;
      continue;
    }
    outage_.fine(Outage::kAttach);
    // The cancel is the earlier attempt's, too: as long as its run lives, it is not confirmed.
    const bool over = attached->run.empty() || is_terminal(state_from(attached->state));
    if (attached->decision == "cancelled" && over) {
      tell_attached(*attached);
      return Ending{"cancelled", State::cancelled, {}, "cancelled before a run existed"};
    }
    if (attached->decision != "waiting" && attached->decision != "cancelled" && !attached->run.empty()) {
      hold(*attached);
      return std::nullopt;
    }
    tell_waiting(*attached);
    parts_.pulse.wait(std::min(kWaitingPause, options_.attach.lease / kRenewalsPerLease));
  }
  return cancel();
}

std::optional<Ending> Agent::not_attached(const CallError& error) {
  if (stopping()) return std::nullopt;
  if (!error.away) {
    parts_.out.line(parts_.out.pick("error", "错误") + ("[" + parts_.out.safe(error.code) + "]: ") +
                    parts_.out.safe(error.message));
    if (!error.hint.empty()) parts_.out.line(parts_.out.pick("help: ", "提示：") + parts_.out.safe(error.hint));
    return Ending{"refused", {}, error.kind, error.code + ": " + error.message};
  }
  if (outage_.failed(Outage::kAttach, error)) return unreachable(error);
  parts_.pulse.wait(outage_.pause());
  return std::nullopt;
}

void Agent::hold(const Attached& attached) {
  run_ = attached.run;
  attached_ = true;
  renewed_ = parts_.pulse.now();
  failures_.emplace(parts_.server, parts_.out, run_);
  tell_link(attached);
  tell_attached(attached);
  // Of a new run the whole story is told, of an older one where it stands.
  if (attached.decision != "started" && attached.decision != "retried") catch_up();
}

void Agent::catch_up() {
  auto page = parts_.server.events(run_, 0, Millis{0});
  if (!page) return;
  auto run = parts_.server.show(run_);
  if (!run) return;
  for (const Event& event : page->items) {
    after_ = std::max(after_, event.seq);
    changes_.take(event);
  }
  changes_.tell_summary(*run);
}

Ending Agent::follow() {
  while (!stopping()) {
    const Millis between = options_.attach.lease / kRenewalsPerLease;
    if (parts_.pulse.now() >= renewed_ + between) {
      if (auto ending = renew()) return *ending;
      if (outage_.lasting()) continue;
    }
    const Millis left = renewed_ + between - parts_.pulse.now();
    if (auto ending = look(std::clamp(left, Millis{0}, kLongPoll))) return *ending;
  }
  return cancel();
}

std::optional<Ending> Agent::renew() {
  auto seen = parts_.server.renew(options_.attach.identity, options_.attach.agent);
  if (seen) {
    outage_.fine(Outage::kRenew);
    renewed_ = parts_.pulse.now();
    return std::nullopt;
  }
  const CallError& error = seen.error();
  if (stopping()) return std::nullopt;
  if (error.away) {
    if (outage_.failed(Outage::kRenew, error)) return unreachable(error);
    parts_.pulse.wait(outage_.pause());
    return std::nullopt;
  }
  if (error.kind == ErrorKind::failed_precondition) {
    parts_.out.line(parts_.out.pick("another, newer agent has taken this run over (", "该运行已由更新的代理接管（") +
                    parts_.out.safe(error.message) +
                    parts_.out.pick("); this one ends without a verdict", "）；本进程退出，不给出结论"));
    return Ending{"superseded", {}, error.kind, error.message};
  }
  if (!renewal_told_) {
    parts_.out.line(parts_.out.pick("the lease could not be renewed: ", "无法续租：") + parts_.out.safe(error.message));
  }
  renewal_told_ = true;
  renewed_ = parts_.pulse.now();
  return std::nullopt;
}

std::optional<Ending> Agent::look(Millis wait) {
  auto page = parts_.server.events(run_, after_, wait);
  if (!page) {
    const CallError& error = page.error();
    if (stopping()) return std::nullopt;
    if (!error.away) return out_of_sight(error);
    if (outage_.failed(Outage::kLook, error)) return unreachable(error);
    parts_.pulse.wait(outage_.pause());
    return std::nullopt;
  }
  outage_.fine(Outage::kLook);
  show(*page);
  if (!page->items.empty()) return std::nullopt;
  if (page->ended) return verdict();
  if (!page->waited && wait > Millis{0}) parts_.pulse.wait(std::min(wait, kNoPlacePause));
  return std::nullopt;
}

void Agent::show(const EventPage& page) {
  for (const Event& event : page.items) {
    after_ = std::max(after_, event.seq);
    if (changes_.tell(event) && is_failure(event)) failures_->tell_tail(event);
  }
}

std::optional<Ending> Agent::verdict() {
  auto run = parts_.server.show(run_);
  if (!run) {
    if (stopping()) return std::nullopt;
    if (!run.error().away) return out_of_sight(run.error());
    if (outage_.failed(Outage::kLook, run.error())) return unreachable(run.error());
    parts_.pulse.wait(outage_.pause());
    return std::nullopt;
  }
  const State state = state_from(run->state);
  if (!is_terminal(state)) {
    // A word that this program does not know, or a rerun in between: never a verdict.
    parts_.pulse.wait(kNoPlacePause);
    return std::nullopt;
  }
  tell_end(*run, state);
  return Ending{to_string(state), state, {}, run->reason};
}

Ending Agent::out_of_sight(const CallError& error) const {
  parts_.out.line(parts_.out.pick("the run cannot be followed any more: ", "无法继续跟踪该运行：") +
                  parts_.out.safe(error.message));
  return {"unknown", {}, ErrorKind::unavailable, error.code + ": " + error.message};
}

std::string Agent::look_command() const {
  if (run_.empty()) return "";
  return parts_.out.pick(": ", "：") + ("aiepctl runs show " + parts_.out.safe(run_)) + options_.where;
}

Ending Agent::unreachable(const CallError& error) const {
  parts_.out.line(parts_.out.pick("the server was away for ", "服务中断已达 ") + format_duration(options_.patience) +
                  parts_.out.pick("; giving up without a verdict: the run may still go on",
                                  "；放弃等待，不给出结论：运行可能仍在继续") +
                  look_command());
  return {"unknown", {}, ErrorKind::unavailable, error.code + ": no answer for " + format_duration(options_.patience)};
}

int exit_code_of(const spi::Host& host, const Ending& ending) {
  if (ending.state) return host.exit_code({ending.state});
  const bool full = host.exit_code({}) == spi::full_exit_code({});
  return full ? kind_facts(ending.kind).exit_code : host.exit_code({});
}

int Agent::finish(const Ending& ending) {
  // After a verdict there is nothing left that a lost owner could mean.
  if (attached_ && ending.state)
    static_cast<void>(parts_.server.release(options_.attach.identity, options_.attach.agent));
  const int code = exit_code_of(parts_.host, ending);
  parts_.out.line(result_line(run_, ending, code));
  return code;
}

std::string result_line(const std::string& run, const Ending& ending, int exit_code) {
  std::string word;
  for (const char c : run) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    word += plain ? c : '_';
  }
  constexpr std::size_t kReason = 500;
  return "AIEP_RESULT run=" + (word.empty() ? "-" : word) + " state=" + ending.word +
         " exit=" + std::to_string(exit_code) + " reason=" + json_text(safe_text(ending.reason, false, kReason));
}

}  // namespace aiep::agent
