/// Errors and results. Everything that can fail for an outside reason returns
/// Result<T>. An error is a catalogue code plus its arguments; its words
/// (English, Chinese), hint and kind come from core/base/catalogue.h.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace aiep {

/// The closed set of kinds. Retryable, HTTP status and exit code follow from
/// the kind alone (kind_facts()).
enum class ErrorKind {
  invalid_argument,
  not_found,
  already_exists,
  failed_precondition,
  unauthenticated,
  permission_denied,
  quota_exceeded,
  unavailable,
  deadline_exceeded,
  outcome_unknown,  ///< we sent it and do not know whether it happened
  cancelled,
  protocol,  ///< the other side answered something it must not answer
  remote_failed,
  not_supported,
  internal,
};

struct KindFacts {
  const char* name;  ///< snake_case, stable, used on the wire
  bool retryable;
  int http_status;
  int exit_code;  ///< of aiepctl
};
const KindFacts& kind_facts(ErrorKind kind);
/// Unknown words give ErrorKind::internal.
ErrorKind kind_from_name(std::string_view name);

/// Number of a catalogue entry; shown as AIEP-NNNN.
struct Code {
  int number = 0;
  friend bool operator==(Code a, Code b) { return a.number == b.number; }
};
std::string to_string(Code code);  ///< "AIEP-0142"

/// Where the cause stands. Empty strings and zeros mean "not known".
struct Place {
  std::string file;
  int line = 0;      ///< from 1
  int column = 0;    ///< from 1, in bytes of UTF-8
  std::string path;  ///< JSON path, for example $.nodes[3].title
};

/// Immutable by habit. Copyable.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  Code code;
  std::vector<std::string> args;  ///< fill {0}, {1} … of the catalogue's texts
  Place place;

  /// English text, arguments filled in (for logs; edges use render()).
  std::string message() const;
  Error at(Place where) && {
    place = std::move(where);
    return std::move(*this);
  }
};

/// Builds an error of the catalogue; the kind is the entry's.
[[nodiscard]] Error make_error(Code code, std::vector<std::string> args = {});

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  Result(Error error)  // NOLINT(google-explicit-constructor): return make_error(...)
      : tl::expected<T, Error>(tl::unexpect, std::move(error)) {}
};
using Status = Result<void>;

}  // namespace aiep
