#include "apps/aiep_node/run/output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "apps/aiep_node/run/safe_text.h"

namespace aiep::agent {
namespace {

constexpr int kPatienceMs = 200;
// A pipe that can be written takes this much without blocking (PIPE_BUF).
constexpr std::size_t kPiece = 4096;

bool names_utf8(const std::string& locale) {
  const std::size_t dot = locale.find('.');
  if (dot == std::string::npos) return false;
  std::string codeset;
  for (const char c : locale.substr(dot + 1)) {
    if (c == '@') break;
    if (c != '-') codeset += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return codeset == "utf8";
}

}  // namespace

Speech choose_speech(const std::string& flag, const std::function<std::string(const char*)>& environment) {
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (locale.empty()) locale = environment(name);
  }
  std::string words = environment("LC_ALL");
  for (const char* name : {"LC_MESSAGES", "LANG"}) {
    if (words.empty()) words = environment(name);
  }
  const bool utf8 = names_utf8(locale);
  if (flag == "zh") return {Lang::zh, false};
  if (flag == "en") return {Lang::en, !utf8};
  return {words.starts_with("zh") && utf8 ? Lang::zh : Lang::en, !utf8};
}

void Output::line(const std::string& text) {
  if (dropped_ > 0) {
    const std::string lost = pick("(lines that nobody took and are lost: ", "（无人读取而丢失的行数：") +
                             std::to_string(dropped_) + pick(")", "）");
    if (!sink_(lost + "\n")) {
      ++dropped_;
      return;
    }
    dropped_ = 0;
  }
  if (!sink_(text + "\n")) ++dropped_;
}

std::string Output::safe(std::string_view text, std::size_t limit) const {
  return safe_text(text, speech_.ascii, limit);
}

Output::Sink descriptor_sink(int fd) {
  return [fd](std::string_view text) {
    for (bool first = true; !text.empty(); first = false) {
      pollfd look{fd, POLLOUT, 0};
      const int ready = ::poll(&look, 1, kPatienceMs);
      if (ready == 0) return !first;  // a line that was begun counts as taken
      if (ready < 0) continue;
      const ssize_t n = ::write(fd, text.data(), std::min(text.size(), kPiece));
      if (n < 0 && errno != EINTR && errno != EAGAIN) return true;
      if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  };
}

}  // namespace aiep::agent
