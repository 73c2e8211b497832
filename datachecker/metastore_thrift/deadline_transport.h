/// A Thrift socket whose reads and writes end at a point in time, however slowly the bytes drip.
#pragma once

#include <thrift/transport/TSocket.h>
#include <thrift/transport/TVirtualTransport.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

namespace aiep::check::hms {

class DeadlineTransport final : public apache::thrift::transport::TVirtualTransport<DeadlineTransport> {
 public:
  explicit DeadlineTransport(std::shared_ptr<apache::thrift::transport::TSocket> socket) : socket_(std::move(socket)) {}

  void set_limit(std::chrono::milliseconds limit) { end_ = std::chrono::steady_clock::now() + limit; }

  bool isOpen() const override { return socket_->isOpen(); }
  void open() override { socket_->open(); }
  void close() override { socket_->close(); }
  std::uint32_t read(std::uint8_t* buffer, std::uint32_t size) {
    socket_->setRecvTimeout(left());
    return socket_->read(buffer, size);
  }
  void write(const std::uint8_t* buffer, std::uint32_t size) {
    socket_->setSendTimeout(left());
    socket_->setRecvTimeout(left());  // of a TLS handshake
    socket_->write(buffer, size);
  }
  void flush() override { socket_->flush(); }

 private:
  /// Milliseconds, at least 1. Throws TIMED_OUT.
  int left() const {
    const auto rest = end_ - std::chrono::steady_clock::now();
    if (rest <= std::chrono::steady_clock::duration::zero()) {
      throw apache::thrift::transport::TTransportException(apache::thrift::transport::TTransportException::TIMED_OUT,
                                                           "no whole answer in time");
    }
    return static_cast<int>(
        std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::milliseconds>(rest).count()));
  }

  std::shared_ptr<apache::thrift::transport::TSocket> socket_;
  std::chrono::steady_clock::time_point end_{};
};

}  // namespace aiep::check::hms
