/// The server as the agent needs it; rest_server.h speaks to a real one, tests script theirs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/model/outer.h"

namespace aiep::agent {

struct CallError {
  ErrorKind kind = ErrorKind::internal;
  std::string code, message, hint;  ///< message and hint in the agent's language, not yet safe to print
  /// The server could not be asked, or could not answer: says nothing about the run.
  bool away = false;
};
template <class T>
using Answer = tl::expected<T, CallError>;

/// What is to be run, as POST /v1/runs takes it.
struct WantedRun {
  std::string experiment, version;  ///< version "" = newest
  std::map<std::string, std::string> variables;
  std::string date, zone, backend, policy;  ///< "" = not given
};

struct Attach {
  OuterIdentity identity;
  std::string link, agent;
  LostPolicy on_lost = LostPolicy::cancel;
  RetryPolicy on_retry = RetryPolicy::retry_from_failed;
  Millis lease{60'000};
  WantedRun run;
};

struct Attached {
  std::string decision, run, message, state, experiment, experiment_id, version;
};

/// What a renewal or a cancel is answered with; run "" = there is none yet.
struct Seen {
  std::string run, state, reason;
};

struct Event {
  std::int64_t seq = 0;
  std::string at, node, event, from, to, reason;  ///< node "" = the run itself
  int attempt = 0;
};

struct EventPage {
  std::vector<Event> items;
  std::string state;
  bool ended = false;   ///< the run is over; more events may follow all the same
  bool waited = false;  ///< false = the server had no place left for waiting
};

struct NodeState {
  std::string title, state, reason;
  int attempts = 0;  ///< tries made
};

struct RunState {
  std::string state, reason;
  std::vector<NodeState> nodes;
};

struct LogChunk {
  std::string text;
  std::uint64_t next = 0;
  bool complete = false;
};

/// Every call blocks up to its own time-out and is safe to repeat. A signal ends it early with an
/// error that is `away`. One thread.
class Server {
 public:
  virtual ~Server() = default;
  virtual Answer<Attached> attach(const Attach& attach) = 0;
  virtual Answer<Seen> renew(const OuterIdentity& identity, const std::string& agent) = 0;
  virtual Answer<bool> release(const OuterIdentity& identity, const std::string& agent) = 0;
  virtual Answer<Seen> cancel(const OuterIdentity& identity, const std::string& agent, const std::string& reason) = 0;
  virtual Answer<EventPage> events(const std::string& run, std::int64_t after, Millis wait) = 0;
  virtual Answer<RunState> show(const std::string& run) = 0;
  /// Of the given try, 0 = the newest.
  virtual Answer<LogChunk> log(const std::string& run, const std::string& node, int attempt, std::uint64_t offset) = 0;
  /// From now on no call is ended by a signal, and a workspace's absent server is not started.
  virtual void set_ending() = 0;
  virtual std::string shown() const = 0;  ///< how messages name it
};

}  // namespace aiep::agent
