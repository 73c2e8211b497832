#include "core/flow/report.h"

#include <algorithm>
#include <tuple>

#include "core/base/messages/flow.h"

namespace aiep::flow {
namespace {

constexpr std::size_t kMaxShown = 500;

}  // namespace

Place Report::place(Spot at, std::string path) const {
  return {file_, static_cast<int>(at.line), static_cast<int>(at.column), std::move(path)};
}

void Report::error(Code code, std::vector<std::string> args, Spot at, std::string path) {
  ++errors_;
  problems_.push_back({Severity::error, make_error(code, std::move(args)).at(place(at, std::move(path)))});
}

void Report::warning(Code code, std::vector<std::string> args, Spot at, std::string path) {
  problems_.push_back({Severity::warning, make_error(code, std::move(args)).at(place(at, std::move(path)))});
}

std::vector<Problem> Report::take() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.error.place.line, a.error.place.column) < std::tie(b.error.place.line, b.error.place.column);
  });
  if (problems_.size() > kMaxShown) {
    const std::size_t rest = problems_.size() - kMaxShown;
    const bool hides_errors = errors_ > 0;
    problems_.resize(kMaxShown);
    Error more = make_error(messages::kFlowMoreProblems, {std::to_string(rest)}).at(place({}, "$"));
    problems_.push_back({hides_errors ? Severity::error : Severity::warning, std::move(more)});
  }
  return std::move(problems_);
}

}  // namespace aiep::flow
