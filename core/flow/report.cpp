#include "core/flow/report.h"

#include <algorithm>
#include <tuple>

#include "core/base/messages/flow.h"

namespace aiep::flow {
namespace {

constexpr std::size_t kMaxShown = 500;
constexpr std::size_t kMaxKept = 50'000;
constexpr std::size_t kMaxArgument = 600;  ///< bytes; a message quotes, it does not repeat the file

/// Fit for a line of output: shortened at a character's end, no control characters.
std::string shown(std::string text) {
  if (text.size() > kMaxArgument) {
    std::size_t end = kMaxArgument;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    text += "…";
  }
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

/// A path that is deeper than anybody reads keeps its two ends.
std::string shortened(std::string path) {
  constexpr std::size_t kEnd = 100;
  if (path.size() <= 3 * kEnd) return path;
  std::size_t from = path.size() - kEnd;
  while (from < path.size() && path[from] != '.' && path[from] != '[') ++from;
  std::size_t to = path.find_first_of(".[", kEnd);
  return path.substr(0, std::min(to, from)) + "…" + path.substr(from);
}

Error make(Code code, std::vector<std::string> args, Place place) {
  for (std::string& arg : args) arg = shown(std::move(arg));
  return make_error(code, std::move(args)).at(std::move(place));
}

}  // namespace

Place Report::place(Spot at, std::string path) const {
  return {file_, static_cast<int>(at.line), static_cast<int>(at.column), shortened(std::move(path))};
}

void Report::error(Code code, std::vector<std::string> args, Spot at, std::string path) {
  ++errors_;
  if (problems_.size() >= kMaxKept) {
    ++dropped_;
    return;
  }
  problems_.push_back({Severity::error, make(code, std::move(args), place(at, std::move(path)))});
}

void Report::warning(Code code, std::vector<std::string> args, Spot at, std::string path) {
  problems_.push_back({Severity::warning, make(code, std::move(args), place(at, std::move(path)))});
}

std::vector<Problem> Report::take() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.error.place.line, a.error.place.column) < std::tie(b.error.place.line, b.error.place.column);
  });
  if (problems_.size() > kMaxShown) {
    const std::size_t rest = problems_.size() - kMaxShown + dropped_;
    const bool hides_errors = errors_ > 0;
    problems_.resize(kMaxShown);
    Error more = make_error(messages::kFlowMoreProblems, {std::to_string(rest)}).at(place({}, "$"));
    problems_.push_back({hides_errors ? Severity::error : Severity::warning, std::move(more)});
  }
  return std::move(problems_);
}

}  // namespace aiep::flow
