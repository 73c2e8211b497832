#include "datachecker/metastore_thrift/servers.h"

#include <thread>

namespace aiep::check::hms {

void Servers::begin() {
  begun_ = Clock::now();
  attempts_in_batch_ = 0;
}

bool Servers::late() const { return Clock::now() - begun_ > options_.batch_timeout; }

bool Servers::wait_for_turn(bool first_of_batch) {
  if (!tried_) return true;
  const auto rest = *tried_ + options_.between_connects - Clock::now();
  if (rest <= Clock::duration::zero()) return true;
  if (first_of_batch) return false;
  std::this_thread::sleep_for(rest);
  return true;
}

bool Servers::connect() {
  for (std::size_t i = 0; !connection_ && i < options_.servers.size(); ++i) {
    if (late()) {
      trouble_ = "no time was left to connect again; " + trouble_;
      return false;
    }
    if (!wait_for_turn(attempts_in_batch_ == 0)) return false;
    tried_ = Clock::now();
    ++attempts_in_batch_;
    ++connects_;
    auto opened = Connection::open(options_.servers[current_], options_);
    used_ = false;
    if (opened.fault == Fault::none) {
      connection_ = std::move(opened.value);
    } else {
      trouble_ = name(current_) + ": " + opened.words;
      current_ = (current_ + 1) % options_.servers.size();
    }
  }
  return connection_ != nullptr;
}

std::string Servers::lose(Fault fault, const std::string& words, bool was_used) {
  trouble_ = name(current_) + ": " + words;
  if (fault == Fault::broken && !was_used) {
    trouble_ += std::string("; perhaps it expects Kerberos (SASL), ") + (options_.tls ? "no TLS" : "TLS") + " or " +
                (options_.framed ? "an unframed" : "a framed") + " transport";
  }
  earlier_calls_ += connection_->calls();
  connection_.reset();
  if (fault == Fault::silent || !was_used) current_ = (current_ + 1) % options_.servers.size();
  return trouble_;
}

std::string Servers::name(std::size_t server) const {
  const ThriftAddress& address = options_.servers[server];
  return address.host + ":" + std::to_string(address.port);
}

MetastoreThriftCounts Servers::counts() const {
  return {earlier_calls_ + (connection_ ? connection_->calls() : 0), connects_};
}

}  // namespace aiep::check::hms
