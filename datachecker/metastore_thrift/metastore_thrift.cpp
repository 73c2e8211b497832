#include "datachecker/metastore_thrift/metastore_thrift.h"

#include "datachecker/metastore_thrift/sweep.h"

namespace aiep::check {
namespace {

class Backend final : public MetastoreThrift {
 public:
  explicit Backend(MetastoreThriftOptions options) : options_(std::move(options)), servers_(options_) {}

  Result<std::vector<spi::ObjectAnswer>> ask(const std::vector<spi::ObjectQuestion>& questions) override {
    servers_.begin();
    return hms::Sweep(servers_, doubts_, options_, questions).run();
  }

  MetastoreThriftCounts counts() const override { return servers_.counts(); }

 private:
  const MetastoreThriftOptions options_;
  hms::Servers servers_;
  std::map<std::size_t, hms::Doubts> doubts_;  ///< by number of the server
};

}  // namespace

std::unique_ptr<MetastoreThrift> make_metastore_thrift(MetastoreThriftOptions options) {
  return std::make_unique<Backend>(std::move(options));
}

}  // namespace aiep::check
