/// What follows from what was seen: retries, failure policy, cancel, the end of a run.
/// Functions over the Book; no I/O, no threads.
#pragma once

#include <string>

#include "core/engine/book.h"
#include "core/spi/backend.h"

namespace aiep::engine {

struct RetryRule {
  Millis backoff{1'000};
  Millis longest{60'000};
};

/// The backend's final word on the current attempt (succeeded, failed, cancelled).
void end_attempt(Book& book, RunState& run, std::size_t index, const spi::TaskStatus& status, const RetryRule& rule);
/// The attempt could not be made or was lost; `to` is failed or lost. Retries as a failure does
/// when `may_retry`.
enum class MayRetry { yes, no };
void fail_attempt(Book& book, RunState& run, std::size_t index, State to, const std::string& reason, MayRetry may_retry,
                  const RetryRule& rule);
/// Ends a task for good and draws the consequences for its successors and its run.
void finish_task(Book& book, RunState& run, std::size_t index, State to, const std::string& reason,
                 const std::string& actor = "engine");

/// First stage of a cancel: recorded, nothing new starts. In-flight tasks become cancelling.
void request_cancel(Book& book, RunState& run, const std::string& actor, const std::string& reason);
/// Same for one in-flight task (time-out, policy stop).
void cancel_task(Book& book, RunState& run, std::size_t index, const std::string& reason);

/// Whether the cancel under way is the engine's time-out rather than somebody's wish.
bool is_timeout(const TaskState& task);

/// Ends the run when all its tasks have ended; otherwise brings its shown state up to date.
void settle_run(Book& book, RunState& run);

}  // namespace aiep::engine
