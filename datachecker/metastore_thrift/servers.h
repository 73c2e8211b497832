/// The servers of one metastore: which one is asked, when another is tried, when we connect again.
#pragma once

#include <functional>
#include <optional>

#include "datachecker/metastore_thrift/connection.h"

namespace aiep::check::hms {

class Servers {
 public:
  explicit Servers(const MetastoreThriftOptions& options) : options_(options) {}

  /// Starts the time of a batch.
  void begin();
  /// True when no call may start any more.
  bool late() const;

  /// Asks the current server. When the connection breaks or keeps silent, the same call goes once to
  /// each server (reading twice does no harm), unless `once`. A reply that is broken or silent in the
  /// end means that no server answers.
  template <class T>
  Reply<T> ask(const std::function<Reply<T>(Connection&)>& call, bool once = false) {
    std::size_t tries = once ? 1 : options_.servers.size();
    for (;;) {
      Reply<T> reply;
      if (!connect()) {
        reply.fault = Fault::broken;
        reply.words = trouble_;
        return reply;
      }
      const bool was_used = used_;
      reply = call(*connection_);
      used_ = true;
      if (reply.fault != Fault::broken && reply.fault != Fault::silent) return reply;
      reply.words = lose(reply.fault, reply.words, was_used);
      // An idle connection that the server closed is no failed try of that server.
      const bool stale = was_used && reply.fault == Fault::broken && !once;
      if (!stale && --tries == 0) return reply;
    }
  }

  std::size_t current() const { return current_; }
  MetastoreThriftCounts counts() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool connect();
  /// False when there may be no attempt now.
  bool wait_for_turn(bool first_of_batch);
  /// Drops the connection; the next one goes to the next server unless this was only stale.
  std::string lose(Fault fault, const std::string& words, bool was_used);
  std::string name(std::size_t server) const;

  const MetastoreThriftOptions& options_;
  std::unique_ptr<Connection> connection_;
  bool used_ = false;
  std::size_t current_ = 0, attempts_in_batch_ = 0;
  std::uint64_t connects_ = 0, earlier_calls_ = 0;
  std::string trouble_;
  Clock::time_point begun_{};
  std::optional<Clock::time_point> tried_;
};

}  // namespace aiep::check::hms
