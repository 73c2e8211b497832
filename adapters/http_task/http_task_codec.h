/// The task server's documents and our values. Pure, so that tables can test it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/spi/backend.h"

namespace aiep::http_task {

/// What the server says of one task.
struct TaskDocument {
  std::string key, uid, owner;
  std::int64_t generation = 0;  ///< grows with every change of this object
  std::string phase;            ///< its own word
  std::string reason;
  std::optional<int> exit_code, signal;
  std::optional<TimePoint> started_at, ended_at;
};

/// Strict: every field there and of its type, else nullopt. An answer that is cut or of another kind
/// must not pass for a status.
std::optional<TaskDocument> read_task(const std::string& body);
std::optional<std::vector<TaskDocument>> read_list(const std::string& body);

/// Why the server refused; `key` is the task it speaks of, "" = none.
struct Refusal {
  std::string error, key;
};
std::optional<Refusal> read_refusal(const std::string& body);

/// The body of a create. invalid_argument when a text is not valid UTF-8.
Result<std::string> write_create(const spi::TaskRequest& request, const std::string& owner, TimePoint valid_until);

/// Total: a word that is not in the table, or an end that contradicts its own exit code, is
/// Phase::unknown with what was said in the reason.
spi::TaskStatus status_of(const TaskDocument& task);
bool has_ended(const TaskDocument& task);

/// A handle names one object, not only a key: `<key>@<uid>`.
std::string handle_of(const TaskDocument& task);
struct Handle {
  std::string key, uid;
};
Handle parse_handle(const std::string& handle);

}  // namespace aiep::http_task
