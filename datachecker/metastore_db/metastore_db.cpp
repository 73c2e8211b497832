#include "datachecker/metastore_db/metastore_db.h"

#include "datachecker/metastore_db/schema.h"
#include "datachecker/metastore_db/sweep.h"

namespace aiep::check {
namespace {

using metastore::Sweep;

class Backend final : public MetastoreDb {
 public:
  explicit Backend(MetastoreDbOptions options) : options_(std::move(options)), session_(options_) {}

  Result<std::vector<spi::ObjectAnswer>> ask(const std::vector<spi::ObjectQuestion>& questions) override {
    return on_a_live_connection<std::vector<spi::ObjectAnswer>>(questions, [](Sweep& sweep) { return sweep.judge(); });
  }

  Result<std::vector<std::optional<std::string>>> locate(const std::vector<spi::ObjectQuestion>& questions) override {
    std::vector<spi::ObjectQuestion> existing = questions;
    for (spi::ObjectQuestion& question : existing) question.rung = spi::Rung::exists;
    return on_a_live_connection<std::vector<std::optional<std::string>>>(existing,
                                                                         [](Sweep& sweep) { return sweep.locate(); });
  }

  MetastoreDbCounts counts() const override { return session_.counts(); }

 private:
  /// A connection that lay idle may have been closed by the server or lost in a failover; then the
  /// batch is asked once more on a new one.
  template <class T, class Finish>
  Result<T> on_a_live_connection(const std::vector<spi::ObjectQuestion>& questions, const Finish& finish) {
    if (questions.empty()) return T{};
    session_.begin_batch();
    const bool was_idle = session_.connected();
    Result<T> out = once<T>(questions, finish);
    if (out || !was_idle || session_.connected()) return out;
    return once<T>(questions, finish);
  }

  template <class T, class Finish>
  Result<T> once(const std::vector<spi::ObjectQuestion>& questions, const Finish& finish) {
    if (Status status = know_schema(); !status) return status.error();
    Sweep sweep(session_, schema_, options_, questions);
    if (Status status = sweep.find(); !status) return status.error();
    return finish(sweep);
  }

  Status know_schema() {
    if (Status status = session_.connect(); !status) return status;
    if (schema_of_ == session_.generation()) return {};
    auto schema = metastore::read_schema(session_);
    if (!schema) return schema.error();
    schema_ = std::move(*schema);
    schema_of_ = session_.generation();
    return {};
  }

  const MetastoreDbOptions options_;
  metastore::Session session_;
  metastore::Schema schema_;
  std::uint64_t schema_of_ = 0;  ///< the connection that it was read on
};

}  // namespace

std::unique_ptr<MetastoreDb> make_metastore_db(MetastoreDbOptions options) {
  return std::make_unique<Backend>(std::move(options));
}

}  // namespace aiep::check
