#include "apps/aiepctl/render_error.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>

#include "apps/aiepctl/text.h"
#include "core/base/files.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kMaxProblems = 50;
constexpr std::size_t kExcerptBytes = 100;

std::string line_of(const std::string& text, int line) {
  std::size_t from = 0;
  for (int i = 1; i < line; ++i) {
    from = text.find('\n', from);
    if (from == std::string::npos) return "";
    ++from;
  }
  std::string found = text.substr(from, text.find('\n', from) - from);
  if (!found.empty() && found.back() == '\r') found.pop_back();
  return found;
}

/// The part of a long line around `column` (bytes, from 1), cut at character borders; moves
/// `column` along.
std::string around(const std::string& line, int& column) {
  const auto tail = [&](std::size_t i) {
    return i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0) == 0x80;
  };
  const auto at = static_cast<std::size_t>(std::max(0, column - 1));
  std::size_t from = line.size() <= kExcerptBytes || at < kExcerptBytes / 2 ? 0 : at - kExcerptBytes / 2;
  while (tail(from)) ++from;
  std::size_t to = std::min(line.size(), from + kExcerptBytes);
  while (tail(to)) ++to;
  column -= static_cast<int>(from);
  return line.substr(from, to - from);
}

void render_excerpt(const Io& io, const Place& place) {
  const auto source = io.sources.find(place.file);
  if (source == io.sources.end() || place.line < 1) return;
  int column = place.column;
  const std::string line = around(line_of(source->second, place.line), column);
  if (line.empty()) return;
  const std::string number = std::to_string(place.line);
  const std::string margin(number.size(), ' ');
  io.err << margin << " |\n" << number << " | " << visible(line) << "\n" << margin << " |";
  if (column > 0 && static_cast<std::size_t>(column) <= line.size() + 1) {
    const std::string before = visible(std::string_view(line).substr(0, static_cast<std::size_t>(column - 1)));
    io.err << std::string(display_width(before) + 1, ' ') << "^";
  }
  io.err << "\n";
}

}  // namespace

void render_error(const Io& io, const wire::RemoteError& error, bool warning) {
  const bool zh = io.lang == Lang::zh;
  const std::string& message = zh && !error.message_zh.empty() ? error.message_zh : error.message;
  const std::string& hint = zh && !error.hint_zh.empty() ? error.hint_zh : error.hint;
  const char* label = warning ? io.pick("warning", "警告") : io.pick("error", "错误");
  const char* paint = !io.color ? "" : warning ? "\x1b[1;33m" : "\x1b[1;31m";
  const char* plain = io.color ? "\x1b[0m" : "";
  io.err << paint << label << "[" << error.code << "]" << plain << ": " << visible(message) << "\n";
  const Place& place = error.place;
  if (!place.file.empty()) {
    io.err << "  --> " << visible(place.file);
    if (place.line > 0) io.err << ":" << place.line;
    if (place.line > 0 && place.column > 0) io.err << ":" << place.column;
    io.err << "\n";
    render_excerpt(io, place);
  }
  if (!place.path.empty()) io.err << "   = " << io.pick("at", "位置") << ": " << visible(place.path) << "\n";
  if (!hint.empty()) io.err << "   = " << io.pick("help", "提示") << ": " << visible(hint) << "\n";
  if (!error.code.empty()) {
    io.err << "   = " << io.pick("explain", "说明") << ": aiepctl explain " << error.code << "\n";
  }
}

void render_problems(const Io& io, const Json& problems) {
  std::size_t shown = 0;
  for (const Json& problem : problems) {
    if (shown++ == kMaxProblems) break;
    render_error(io, wire::remote_from_json(problem), field(problem, "severity") == "warning");
  }
  if (problems.size() > kMaxProblems) {
    io.err << io.pick("... and more: ", "……其余：") << problems.size() - kMaxProblems
           << io.pick(" (all with -o json)\n", "（-o json 可查看全部）\n");
  }
}

}  // namespace aiep::cli
