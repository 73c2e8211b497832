#include "datachecker/metastore_thrift/connection.h"

#include <thrift/TApplicationException.h>
#include <thrift/TOutput.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TSSLSocket.h>

#include <cerrno>
#include <functional>

#include "core/base/ascii.h"
#include "datachecker/metastore_thrift/deadline_transport.h"
#include "datachecker/metastore_thrift/text.h"
#include "generated/Metastore.h"

namespace aiep::check::hms {
namespace {

namespace thrift = apache::thrift;
using thrift::TApplicationException;
using thrift::protocol::TProtocolException;
using thrift::transport::TTransportException;
using Milliseconds = std::chrono::milliseconds;

constexpr std::uint32_t kBuffer = 65536;
constexpr std::int32_t kInsertOnlyTables = 2;
// Thrift allocates a list before it reads the elements, so a lying length must not get far.
constexpr std::int32_t kMostItems = 100'000, kMostNames = 4'000'000, kLongestText = 16 << 20;

/// A server's text may be long and hold anything.
std::string printable(const std::string& text) {
  std::string out;
  for (const char c : text.substr(0, 300)) out += c >= 0x20 && c < 0x7F ? c : '?';
  return out;
}

/// The end tells the cause ("Root cause: …") and the beginning the place.
std::string shortened(const std::string& text) {
  constexpr std::size_t kHalf = 145;
  if (text.size() <= 2 * kHalf) return printable(text);
  return printable(text.substr(0, kHalf)) + " ... " + printable(text.substr(text.size() - kHalf));
}

void be_quiet(const char*) {}

template <class T>
Reply<T> fault(Fault fault, const std::string& words) {
  Reply<T> reply;
  reply.fault = fault;
  reply.words = words;
  return reply;
}

/// What the server threw, or what became of the connection, as a reply.
template <class T>
Reply<T> guarded(const std::function<T()>& call) {
  try {
    Reply<T> reply;
    reply.value = call();
    return reply;
  } catch (const wire::NoSuchObjectException& e) {
    return fault<T>(Fault::missing, shortened(e.message));
  } catch (const wire::InvalidObjectException& e) {
    return fault<T>(Fault::missing, shortened(e.message));
  } catch (const wire::MetaException& e) {
    return fault<T>(Fault::indigested, shortened(e.message));
  } catch (const TApplicationException& e) {
    const auto type = e.getType();
    const bool usable = type == TApplicationException::UNKNOWN_METHOD || type == TApplicationException::INTERNAL_ERROR;
    return fault<T>(usable ? Fault::failed : Fault::broken, shortened(e.what()));
  } catch (const TTransportException& e) {
    const bool late = e.getType() == TTransportException::TIMED_OUT;
    if (late) return fault<T>(Fault::silent, "no whole answer in time");
    const bool closed = e.getType() == TTransportException::END_OF_FILE;
    return fault<T>(Fault::broken, closed ? "the server closed the connection" : printable(e.what()));
  } catch (const std::exception& e) {
    return fault<T>(Fault::broken, "the answer cannot be read: " + printable(e.what()));
  }
}

std::shared_ptr<thrift::transport::TSocket> socket_to(const ThriftAddress& server,
                                                      const MetastoreThriftOptions& options) {
  if (!options.tls) return std::make_shared<thrift::transport::TSocket>(server.host, server.port);
  thrift::transport::TSSLSocketFactory factory;
  factory.authenticate(true);
  if (options.ca_file.empty()) {
    factory.loadTrustedCertificates(nullptr, "/etc/ssl/certs");
  } else {
    factory.loadTrustedCertificates(options.ca_file.c_str());
  }
  return factory.createSocket(server.host, server.port);
}

}  // namespace

class Connection::Impl {
 public:
  Impl(const ThriftAddress& server, const MetastoreThriftOptions& options) {
    thrift::GlobalOutput.setOutputFunction(be_quiet);  // else Thrift writes to our standard error
    auto socket = socket_to(server, options);
    socket->setConnTimeout(static_cast<int>(options.connect_timeout.count()));
    transport_ = std::make_shared<DeadlineTransport>(std::move(socket));
    std::shared_ptr<thrift::transport::TTransport> outer;
    if (options.framed) {
      outer = std::make_shared<thrift::transport::TFramedTransport>(transport_);
    } else {
      outer = std::make_shared<thrift::transport::TBufferedTransport>(transport_, kBuffer);
    }
    protocol_ = std::make_shared<thrift::protocol::TBinaryProtocol>(outer, kLongestText, kMostItems, true, true);
    client_ = std::make_unique<wire::MetastoreClient>(protocol_);
    transport_->open();
  }

  /// Calls the newer method, and the older one from the first "unknown method" on.
  template <class T>
  Reply<T> either(bool& newer, const std::function<T()>& first, const std::function<T()>& second, Milliseconds limit) {
    if (newer) {
      Reply<T> reply = send<T>(first, limit);
      if (reply.fault != Fault::failed || reply.words.find("Invalid method name") == std::string::npos) return reply;
      newer = false;
    }
    return send<T>(second, limit);
  }

  template <class T>
  Reply<T> send(const std::function<T()>& call, Milliseconds limit) {
    ++calls_;
    transport_->set_limit(limit);
    return guarded<T>(call);
  }

  wire::MetastoreClient& client() { return *client_; }
  thrift::protocol::TBinaryProtocol& protocol() { return *protocol_; }

  bool has_table_req_ = true, has_names_req_ = true;
  std::uint64_t calls_ = 0;

 private:
  std::shared_ptr<DeadlineTransport> transport_;
  std::shared_ptr<thrift::protocol::TBinaryProtocol> protocol_;
  std::unique_ptr<wire::MetastoreClient> client_;
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Connection::~Connection() = default;

Reply<std::unique_ptr<Connection>> Connection::open(const ThriftAddress& server,
                                                    const MetastoreThriftOptions& options) {
  return guarded<std::unique_ptr<Connection>>(
      [&] { return std::unique_ptr<Connection>(new Connection(std::make_unique<Impl>(server, options))); });
}

Reply<Table> Connection::table(const std::string& database, const std::string& name, Milliseconds limit) {
  const auto newer = [&] {
    wire::ClientCapabilities capabilities;
    capabilities.__set_values({kInsertOnlyTables});
    wire::GetTableRequest request;
    request.__set_dbName(database);
    request.__set_tblName(name);
    request.__set_capabilities(capabilities);
    wire::GetTableResult result;
    impl_->client().get_table_req(result, request);
    return result.table;
  };
  const auto older = [&] {
    wire::Table table;
    impl_->client().get_table(table, database, name);
    return table;
  };
  auto reply = impl_->either<wire::Table>(impl_->has_table_req_, newer, older, limit);
  Reply<Table> out;
  out.fault = reply.fault;
  out.words = std::move(reply.words);
  out.value.kind = std::move(reply.value.tableType);
  out.value.params = std::move(reply.value.parameters);
  for (wire::FieldSchema& key : reply.value.partitionKeys) {
    out.value.keys.push_back(std::move(key.name));
    out.value.types.push_back(ascii_lower(std::move(key.type)));
  }
  return out;
}

Reply<std::vector<Partition>> Connection::partitions(const std::string& database, const std::string& table,
                                                     const std::vector<std::string>& names, Milliseconds limit) {
  const auto newer = [&] {
    wire::GetPartitionsByNamesRequest request;
    request.__set_db_name(database);
    request.__set_tbl_name(table);
    request.__set_names(names);
    request.__set_skipColumnSchemaForPartition(true);
    wire::GetPartitionsByNamesResult result;
    impl_->client().get_partitions_by_names_req(result, request);
    return result.partitions;
  };
  const auto older = [&] {
    std::vector<wire::Partition> partitions;
    impl_->client().get_partitions_by_names(partitions, database, table, names);
    return partitions;
  };
  auto reply = impl_->either<std::vector<wire::Partition>>(impl_->has_names_req_, newer, older, limit);
  Reply<std::vector<Partition>> out;
  out.fault = reply.fault;
  out.words = std::move(reply.words);
  for (wire::Partition& one : reply.value) out.value.push_back({std::move(one.values), std::move(one.parameters)});
  return out;
}

Reply<std::vector<std::string>> Connection::names(const std::string& database, const std::string& table,
                                                  const std::vector<std::string>& values, Milliseconds limit) {
  impl_->protocol().setContainerSizeLimit(kMostNames);
  auto reply = impl_->send<std::vector<std::string>>(
      [&] {
        std::vector<std::string> names;
        impl_->client().get_partition_names_ps(names, database, table, values, -1);
        return names;
      },
      limit);
  impl_->protocol().setContainerSizeLimit(kMostItems);
  return reply;
}

std::uint64_t Connection::calls() const { return impl_->calls_; }

}  // namespace aiep::check::hms
