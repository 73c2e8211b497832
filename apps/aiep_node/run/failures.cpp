#include "apps/aiep_node/run/failures.h"

#include <algorithm>
#include <deque>

namespace aiep::agent {
namespace {

constexpr std::size_t kTailLines = 12;
constexpr std::size_t kLineBytes = 400;
constexpr int kTails = 10;
// Of a longer log the beginning is read; 16 MB in chunks.
constexpr int kChunks = 64;

bool looks_like_failure(const std::string& line) {
  for (const char* word : {"Error", "error:", "ERROR", "Exception", "Traceback", "FATAL", "fatal:", "not found",
                           "Permission denied", "No such file", "failed"}) {
    if (line.find(word) != std::string::npos) return true;
  }
  return false;
}

struct Digest {
  std::string first_failing;
  std::deque<std::string> tail;
  bool whole = true;
};

void add_line(Digest& digest, std::string line) {
  if (!line.empty() && line.back() == '\r') line.pop_back();
  if (line.find_first_not_of(" \t") == std::string::npos) return;
  // The line that names the error says more than the one that announces a trace.
  const bool announces = digest.first_failing.starts_with("Traceback");
  if ((digest.first_failing.empty() || announces) && looks_like_failure(line)) {
    const bool indented = line[0] == ' ' || line[0] == '\t';
    if (!announces || !indented) digest.first_failing = line.substr(0, kLineBytes);
  }
  digest.tail.push_back(line.substr(0, kLineBytes));
  if (digest.tail.size() > kTailLines) digest.tail.pop_front();
}

Digest read_digest(Server& server, const std::string& run, const std::string& node, int attempt) {
  Digest digest;
  std::string rest;
  std::uint64_t offset = 0;
  for (int chunks = 0;; ++chunks) {
    digest.whole = chunks < kChunks;
    if (!digest.whole) break;
    auto chunk = server.log(run, node, attempt, offset);
    if (!chunk || chunk->text.empty()) break;
    rest += chunk->text;
    std::size_t from = 0;
    for (std::size_t end; (end = rest.find('\n', from)) != std::string::npos; from = end + 1) {
      add_line(digest, rest.substr(from, end - from));
    }
    rest.erase(0, from);
    if (rest.size() > (1u << 20)) rest.erase(kLineBytes);
    offset = chunk->next;
    if (chunk->complete) break;
  }
  if (!rest.empty()) add_line(digest, rest);
  return digest;
}

}  // namespace

void Failures::tell_tail(const Event& event) {
  if (std::find(order_.begin(), order_.end(), event.node) == order_.end()) order_.push_back(event.node);
  if (event.attempt == 0 || told_ == kTails) return;
  ++told_;
  const Digest digest = read_digest(server_, run_, event.node, event.attempt);
  if (!digest.whole) {
    out_.line(std::string("  | ") +
              out_.pick("(the log is long; this is not its end)", "（日志很长，以下不是其末尾）"));
  }
  for (const std::string& line : digest.tail) out_.line("  | " + out_.safe(line, kLineBytes));
  if (told_ == kTails) {
    out_.line(out_.pick("(the logs of further failures are not shown here)", "（此处不再显示其余失败的日志）"));
  }
}

void Failures::tell_first(const RunState& run) {
  const auto still_failed = [&](const std::string& title) {
    return std::any_of(run.nodes.begin(), run.nodes.end(), [&](const NodeState& node) {
      return node.title == title && (node.state == "failed" || node.state == "lost");
    });
  };
  auto first = std::find_if(order_.begin(), order_.end(), still_failed);
  std::string title = first != order_.end() ? *first : "";
  for (const NodeState& node : run.nodes) {
    if (title.empty() && (node.state == "failed" || node.state == "lost")) title = node.title;
  }
  if (title.empty()) return;
  Digest digest = read_digest(server_, run_, title, 0);
  std::string line = digest.first_failing;
  if (line.empty() && !digest.tail.empty()) line = digest.tail.back();
  if (line.empty()) line = out_.pick("(it wrote nothing)", "（没有输出）");
  out_.line(out_.pick("first failing line: ", "首个失败行：") + out_.safe(title, 200) + ": " +
            out_.safe(line, kLineBytes));
}

}  // namespace aiep::agent
