/// The engine's backend named "check": a node that waits for table data.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/clock.h"
#include "core/spi/backend.h"
#include "core/spi/check_backend.h"

namespace aiep::check {

/// Makes the source of answers for a warehouse folder. May be called for every look.
using SourceFactory = std::function<std::unique_ptr<spi::CheckBackend>(const std::string& data_dir)>;

/// A check leaves nothing behind anywhere: its handle is a JSON text that holds the whole question
/// with its absolute deadline, so recover() always answers not_found, creating again is safe, and a
/// restarted engine goes on with the handle that it stored. What is kept in memory (answers until
/// their next look, cancelled handles) only saves looks.
///
/// get(): waiting_for_data names exactly what is missing and does not change while nothing changes;
/// trouble with the source is unknown, neither arrival nor absence; after the deadline, looked at
/// once more, the check fails. Payload of the task: {"objects": [text…], "rung": word, "poll_ms": n}.
/// Blocking: one batch of questions per look.
std::shared_ptr<spi::Backend> make_check_backend(SourceFactory factory, std::shared_ptr<const Clock> clock);

/// A handle must fit into the store.
inline constexpr std::size_t kLargestHandle = 64 * 1024;

}  // namespace aiep::check
