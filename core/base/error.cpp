#include "core/base/error.h"

#include <array>
#include <cstdio>

#include "core/base/catalogue.h"

namespace aiep {
namespace {

// Exit codes: docs/cli.md. 1 is "the run failed", never used for an error of ours
// except remote_failed, which is just that.
constexpr std::array<KindFacts, 15> kFacts{{
    {"invalid_argument", false, 400, 2},
    {"not_found", false, 404, 3},
    {"already_exists", false, 409, 5},
    {"failed_precondition", false, 409, 5},
    {"unauthenticated", false, 401, 4},
    {"permission_denied", false, 403, 4},
    {"quota_exceeded", false, 429, 6},
    {"unavailable", true, 503, 7},
    {"deadline_exceeded", true, 504, 124},
    {"outcome_unknown", false, 502, 7},
    {"cancelled", false, 409, 8},
    {"protocol", false, 502, 7},
    {"remote_failed", false, 502, 1},
    {"not_supported", false, 501, 2},
    {"internal", false, 500, 70},
}};

}  // namespace

const KindFacts& kind_facts(ErrorKind kind) { return kFacts.at(static_cast<std::size_t>(kind)); }

ErrorKind kind_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kFacts.size(); ++i) {
    if (name == kFacts[i].name) return static_cast<ErrorKind>(i);
  }
  return ErrorKind::internal;
}

std::string to_string(Code code) {
  char text[16];
  std::snprintf(text, sizeof text, "AIEP-%04d", code.number);
  return text;
}

std::string Error::message() const { return render_text(*this, Lang::en); }

Error make_error(Code code, std::vector<std::string> args) {
  const Message* entry = find_message(code);
  return Error{entry ? entry->kind : ErrorKind::internal, code, std::move(args), {}};
}

}  // namespace aiep
