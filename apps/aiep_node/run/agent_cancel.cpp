// The end that the outer scheduler asks for: the cancel first, then its confirmation.
#include "apps/aiep_node/run/agent.h"

namespace aiep::agent {
namespace {

// Left for our own last lines before the scheduler kills us.
constexpr Millis kMargin{5'000};
constexpr Millis kLook{1'000};
constexpr Millis kTryAgain{1'000};
constexpr Millis kTellAlive{5'000};

}  // namespace

Ending Agent::cancel() {
  Output& out = parts_.out;
  Pulse& pulse = parts_.pulse;
  const Millis patience = parts_.host.patience();
  const Millis until = pulse.now() + std::max(patience / 2, patience - kMargin);
  const std::string reason = std::string(pulse.signal()) + " received by aiep-node";
  parts_.server.set_ending();
  out.line(pulse.signal() + std::string(out.pick(" received: cancelling the run", " 信号：正在取消运行")));
  // Before the call, so that a kill at this very moment loses nothing.
  auto kept = parts_.cancels.keep(options_.attach.identity, reason);
  kept_ = kept.has_value();
  ask_cancel(reason);
  if (!recorded_) {
    if (kept_) {
      parts_.cancels.hand_over();
      out.line(out.pick("the server does not answer; the cancel is kept in ", "服务无应答；取消请求已保存于 ") +
               out.safe(*kept) + out.pick(" and will be delivered as soon as it does", "，服务恢复后将自动送达"));
    } else {
      out.line(out.pick("the server does not answer, and the cancel could not be kept: ",
                        "服务无应答，且无法保存取消请求：") +
               out.safe(render_text(kept.error(), out.lang())));
    }
  }
  Millis told = pulse.now();
  while (pulse.now() < until) {
    if (!recorded_) {
      pulse.wait(kTryAgain, true);
      ask_cancel(reason);
      continue;
    }
    if (run_.empty()) return {"cancelled", State::cancelled, {}, "cancelled before a run existed"};
    if (auto ending = look_for_end()) return *ending;
    if (pulse.now() - told >= kTellAlive) {
      told = pulse.now();
      tell_alive(false);
    }
  }
  return not_confirmed();
}

void Agent::ask_cancel(const std::string& reason) {
  const Millis before = parts_.pulse.now();
  auto seen = parts_.server.cancel(options_.attach.identity, options_.attach.agent, reason);
  if (!seen) {
    if (!seen.error().away && !kept_) {
      parts_.out.line(parts_.out.pick("the server refuses the cancel: ", "服务拒绝取消：") +
                      parts_.out.safe(seen.error().message));
    }
    return;
  }
  recorded_ = true;
  if (kept_) parts_.cancels.drop();
  if (run_.empty() && !seen->run.empty()) {
    run_ = seen->run;
    failures_.emplace(parts_.server, parts_.out, run_);
  }
  parts_.out.line(parts_.out.pick("the server has recorded the cancel (", "服务已记录取消请求（") +
                  format_duration(parts_.pulse.now() - before) + parts_.out.pick(")", "）"));
}

std::optional<Ending> Agent::look_for_end() {
  auto page = parts_.server.events(run_, after_, kLook);
  if (!page) {
    parts_.pulse.wait(kTryAgain, true);
    return std::nullopt;
  }
  show(*page);
  if (!page->items.empty()) return std::nullopt;
  if (!page->ended) {
    if (!page->waited) parts_.pulse.wait(kLook, true);
    return std::nullopt;
  }
  auto run = parts_.server.show(run_);
  const State state = run ? state_from(run->state) : State::unknown;
  if (!is_terminal(state)) {
    parts_.pulse.wait(kTryAgain, true);
    return std::nullopt;
  }
  tell_end(*run, state);
  return Ending{to_string(state), state, {}, run->reason};
}

void Agent::tell_alive(bool again) {
  Output& out = parts_.out;
  auto run = parts_.server.show(run_);
  if (!run) {
    out.line(out.pick("the server does not answer now; what is still alive is not known",
                      "服务暂无应答，无法得知仍在运行的节点"));
    return;
  }
  const std::string nodes = nodes_in(out, *run, {"submitting", "running", "cancelling", "unknown", "waiting_for_data"});
  if (nodes.empty() || (nodes == alive_ && !again)) return;
  alive_ = nodes;
  out.line(out.pick("still alive: ", "仍在运行：") + nodes);
}

Ending Agent::not_confirmed() {
  Output& out = parts_.out;
  if (!recorded_) {
    out.line(out.pick("the scheduler's patience ends before the server answers; the run may still go on until it does",
                      "调度系统的等待时间将尽而服务仍无应答；在其恢复之前运行可能仍在继续") +
             look_command());
    return {"unknown", {}, ErrorKind::unavailable, "the cancel could not be recorded yet"};
  }
  tell_alive(true);
  out.line(out.pick("the cancel is recorded but not confirmed yet; the server goes on with it",
                    "取消已记录但尚未确认；服务会继续处理") +
           look_command());
  return {"cancelling", {}, ErrorKind::unavailable, "the cancel is recorded but not confirmed yet"};
}

}  // namespace aiep::agent
