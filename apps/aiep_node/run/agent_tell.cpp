// What the agent says about the run it holds.
#include "apps/aiep_node/run/agent.h"
#include "core/http/client.h"

namespace aiep::agent {
namespace {

struct Words {
  const char *decision, *en, *zh;
};

constexpr Words kDecisions[] = {
    {"started", "a new run was started", "已启动新的运行"},
    {"attached", "this attempt's run was there already; nothing was started twice", "本次尝试的运行已存在，未重复启动"},
    {"adopted", "the run of an earlier attempt is still open; this attempt takes it over",
     "上次尝试的运行仍未结束，由本次尝试接管"},
    {"retried", "the run of an earlier attempt did not succeed; it is run again", "上次尝试的运行未成功，现重新运行"},
    {"already_succeeded", "an earlier attempt has succeeded already; nothing is run again",
     "之前的尝试已经成功，不再重复运行"},
    {"cancelled", "this attempt was cancelled before a run existed; nothing was started",
     "本次尝试在运行创建前已被取消，未启动任何运行"},
};

}  // namespace

void Agent::tell_link(const Attached& attached) {
  const Output& out = parts_.out;
  std::string text = out.pick("Experiment workflow(", "实验工作流(") + out.safe(run_);
  if (options_.page.empty()) {
    text += out.pick(") was submitted; see its details with: aiepctl runs show ",
                     ")提交执行成功，查看执行详情: aiepctl runs show ") +
            out.safe(run_) + options_.where;
  } else {
    text += out.pick(") was submitted; see its details on the AI platform: ",
                     ")提交执行成功，请到AI工程化平台查看执行详情: ") +
            options_.page + "/#/train/workflow/orchestrator/" + http::url_encode(attached.experiment_id) +
            "?version=" + http::url_encode(attached.version) + "&exp_run_id=" + http::url_encode(run_) + "&view-only=Y";
  }
  parts_.out.line(text);
}

void Agent::tell_attached(const Attached& attached) {
  Output& out = parts_.out;
  std::string text = out.safe(attached.decision, 40);
  for (const Words& words : kDecisions) {
    if (attached.decision == words.decision) text += std::string(out.pick(": ", "：")) + out.pick(words.en, words.zh);
  }
  if (!attached.experiment.empty()) {
    text += out.pick(" (experiment ", "（实验 ") + out.safe(attached.experiment, 200) + " " +
            out.safe(attached.version, 40) + out.pick(", attempt ", "，第 ") +
            std::to_string(options_.attach.identity.attempt) + out.pick(")", " 次尝试）");
  }
  out.line(text);
  if (is_terminal(state_from(attached.state)) || attached.run.empty()) return;
  const char* policies[][2] = {
      {"the run is cancelled", "该运行将被取消"},
      {"the run goes on alone; a later attempt waits for its end", "该运行将独立继续，后续尝试等待其结束"},
      {"the run goes on, and a later attempt adopts it", "该运行将继续，由后续尝试接管"}};
  const auto& policy = policies[static_cast<int>(options_.attach.on_lost)];
  out.line(out.pick("if this process is silent for ", "若本进程失联 ") + format_duration(options_.attach.lease) +
           out.pick(", ", "，") + out.pick(policy[0], policy[1]));
}

void Agent::tell_waiting(const Attached& attached) {
  if (waiting_told_) return;
  waiting_told_ = true;
  Output& out = parts_.out;
  const bool cancelled = attached.decision == "cancelled";
  out.line((cancelled ? out.pick("this attempt was cancelled; waiting for the end of the run of an earlier attempt: ",
                                 "本次尝试已被取消；等待上次尝试的运行结束：")
                      : out.pick("waiting: the run of an earlier attempt must end first: ",
                                 "等待：上次尝试的运行须先结束：")) +
           (attached.run.empty() ? "-" : out.safe(attached.run)) +
           (attached.state.empty() ? "" : " (" + out.safe(attached.state, 40) + ")"));
}

void Agent::tell_end(const RunState& run, State state) {
  Output& out = parts_.out;
  const bool failed = state == State::failed || state == State::lost;
  if (failed && failures_) failures_->tell_first(run);
  std::string text = out.pick("run ", "运行 ") + out.safe(run_) + " " + to_string(state);
  if (!run.reason.empty()) text += ": " + out.safe(run.reason);
  out.line(text);
  if (state == State::succeeded || state == State::skipped) return;
  const std::string command =
      "aiepctl runs rerun " + out.safe(run_) + (failed ? " --from-failed" : "") + options_.where;
  if (failed && options_.attach.on_retry == RetryPolicy::retry_from_failed) {
    out.line(out.pick("a retry by the scheduler runs only what failed; by hand: ",
                      "调度系统重试时只重跑失败部分；手动重跑：") +
             command);
  } else {
    out.line(out.pick("run it again: ", "重跑：") + command);
  }
}

}  // namespace aiep::agent
