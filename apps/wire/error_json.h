/// The JSON form of an error: the same object from REST and from `aiepctl -o json`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/base/error.h"

namespace aiep::wire {

/// {code, kind, message, message_zh, hint, hint_zh, path, file, line, column, retryable};
/// place fields are null when not known.
nlohmann::ordered_json error_json(const Error& error);

/// An error as it came over the wire: its words are the server's, its code may be one that this
/// program does not know.
struct RemoteError {
  std::string code, kind;
  std::string message, message_zh, hint, hint_zh;
  Place place;
  int exit_code() const;
};
RemoteError to_remote(const Error& error);
/// Missing fields stay empty; never throws.
RemoteError remote_from_json(const nlohmann::ordered_json& error);

/// dump() that never throws: bytes that are no UTF-8 become U+FFFD.
std::string dump(const nlohmann::ordered_json& value, int indent = -1);

}  // namespace aiep::wire
