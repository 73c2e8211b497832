#include "apps/aiep_node/run/changes.h"

#include <algorithm>

namespace aiep::agent {

bool is_failure(const Event& event) {
  if (event.event != "state" || event.node.empty()) return false;
  if (event.to == "failed" || event.to == "lost") return true;
  // Back to the queue from a try: it failed and will be tried again.
  return event.to == "queued" && event.attempt > 0 && event.from != "queued" && event.from != "unknown";
}

std::string Changes::word_of(const Event& event) {
  return event.event == "state" ? event.to + " " + event.reason : event.event + " " + event.reason;
}

bool Changes::tell(const Event& event) {
  // Said by the next line, unless it takes long enough to have a reason.
  if (event.event == "state" && event.to == "submitting" && event.reason.empty()) return false;
  const std::string word = word_of(event);
  std::string& last = last_[event.node];
  if (last == word) return false;
  last = word;
  std::string text = event.at + "  ";
  text += event.node.empty() ? out_.pick("run", "运行") : out_.safe(event.node, 200);
  text += "  " + out_.safe(event.event == "state" ? event.to : event.event, 60);
  if (event.attempt > 1 && !is_failure(event)) {
    text += out_.pick(" (try ", "（第 ") + std::to_string(event.attempt) + out_.pick(")", " 次尝试）");
  }
  if (!event.reason.empty()) text += ": " + out_.safe(event.reason);
  out_.line(text);
  return true;
}

void Changes::tell_summary(const RunState& run) const {
  const auto done = std::count_if(run.nodes.begin(), run.nodes.end(), [](const NodeState& node) {
    return node.state == "succeeded" || node.state == "skipped";
  });
  std::string text =
      out_.pick("nodes done: ", "已完成节点：") + std::to_string(done) + "/" + std::to_string(run.nodes.size());
  const struct {
    const char *en, *zh;
    std::vector<std::string> states;
  } groups[] = {{"; under way: ", "；进行中：", {"submitting", "running", "cancelling"}},
                {"; waiting for data: ", "；等待数据：", {"waiting_for_data"}},
                {"; cannot be seen now: ", "；暂不可见：", {"unknown"}},
                {"; failed: ", "；失败：", {"failed", "lost"}}};
  for (const auto& group : groups) {
    if (const std::string nodes = nodes_in(out_, run, group.states); !nodes.empty()) {
      text += out_.pick(group.en, group.zh) + nodes;
    }
  }
  out_.line(text);
}

std::string nodes_in(const Output& out, const RunState& run, const std::vector<std::string>& states) {
  constexpr int kMost = 5;
  std::string text;
  int count = 0;
  for (const NodeState& node : run.nodes) {
    if (std::find(states.begin(), states.end(), node.state) == states.end()) continue;
    if (++count <= kMost) text += (text.empty() ? "" : ", ") + out.safe(node.title, 100);
  }
  if (count > kMost) text += out.pick(" and more: ", " 及其余：") + std::to_string(count - kMost);
  return text;
}

}  // namespace aiep::agent
