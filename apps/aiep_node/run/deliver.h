/// `aiep-node deliver`: carries kept cancels to their servers, one process per spool.
#pragma once

#include <functional>
#include <string>

#include "apps/aiep_node/run/pulse.h"
#include "apps/aiep_node/run/spool.h"

namespace aiep::agent {

enum class Sent {
  delivered,
  refused,  ///< the server's final word; another try would hear the same
  away,
};
using Send = std::function<Sent(const SpoolEntry&)>;

/// Tries until nothing waits; pauses grow to 30 s. What is older than 24 h by the wall clock, or
/// has been tried for that long, is given up, and so is what a server refuses. Ends early on a
/// signal, leaving the rest to the next one. At once when another process delivers this spool.
void deliver_all(const Spool& spool, Pulse& pulse, const Clock& wall, const Send& send);

/// Sends one over REST.
Sent send_over_rest(const SpoolEntry& entry);

/// Starts `aiep-node deliver --spool FOLDER` as a process of its own session, which outlives us,
/// our group and our terminal. Does nothing when nothing waits.
void start_deliverer(const Spool& spool);

}  // namespace aiep::agent
