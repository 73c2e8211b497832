/// Answers from a Hive metastore (2.3, 3.1, 4.x) over its Thrift port. Facts: README.md of datachecker.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/spi/check_backend.h"

namespace aiep::check {

struct ThriftAddress {
  std::string host;
  int port = 9083;
};

struct MetastoreThriftOptions {
  std::vector<ThriftAddress> servers;  ///< of one metastore; the first that answers is used until it fails
  bool framed = false;                 ///< hive.metastore.thrift.framed.transport.enabled
  bool tls = false;                    ///< hive.metastore.use.SSL; the server's name is verified
  std::string ca_file;                 ///< PEM; "" = what the system trusts
  bool deny_views = false;             ///< views are refused
  /// A spec with only the leading levels asks for the newest partition below them, by name. Without
  /// this it is refused, because nothing says how many of them have to be there.
  bool newest_of_partial = false;
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds call_timeout{15000};  ///< of one call, its answer read to the end
  /// Of a call with text outside latin1, which a server on a latin1 schema repeats for 20 s.
  std::chrono::milliseconds doubtful_timeout{25000};
  std::chrono::milliseconds batch_timeout{60000};  ///< no call starts later than this
  std::chrono::milliseconds between_connects{1000};
  /// How long a text that a server could not digest is not asked of it again.
  std::chrono::milliseconds doubt_lasts{600000};
  std::size_t names_per_call = 500;
};

struct MetastoreThriftCounts {
  std::uint64_t calls = 0;     ///< sent, whatever came of them
  std::uint64_t connects = 0;  ///< attempts
};

class MetastoreThrift : public spi::CheckBackend {
 public:
  virtual MetastoreThriftCounts counts() const = 0;
};

/// `thrift://host:port[,host:port…]`, IPv6 in brackets, port 9083 when none is given; each further
/// address may repeat `thrift://`. Then `?framed`, `tls`, `ca=FILE`, `newest`, `deny-views`, joined by `&`.
/// `auth=kerberos` is refused (not_supported).
Result<MetastoreThriftOptions> parse_metastore_thrift(const std::string& url);

/// Rungs exists and stats; the others are refused. Does not connect yet. A batch fails with
/// unavailable when no server answers it. Between two attempts to connect lies between_connects,
/// whatever the server; ask() waits for it only to try another server. It blocks at most
/// batch_timeout plus one call and one connect (looking up a host name comes on top).
std::unique_ptr<MetastoreThrift> make_metastore_thrift(MetastoreThriftOptions options);

}  // namespace aiep::check
