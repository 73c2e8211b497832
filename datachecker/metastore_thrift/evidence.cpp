#include "datachecker/metastore_thrift/evidence.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "datachecker/metastore_thrift/text.h"

namespace aiep::check::hms {
namespace {

using spi::Verdict;

std::string value_of(const Params& params, const char* key) {
  const auto at = params.find(key);
  return at == params.end() ? "" : at->second;
}

std::optional<std::int64_t> number_from(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A JSON text since Hive 1.2, the bare word before.
bool is_accurate(const std::string& text) {
  if (lower(text) == "true") return true;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto basic = json.is_object() ? json.find("BASIC_STATS") : json.end();
  return basic != json.end() && (*basic == "true" || *basic == true);
}

Seen judge_params(const Params& params) {
  const auto rows = number_from(value_of(params, "numRows"));
  const auto bytes = number_from(value_of(params, "totalSize"));
  const bool accurate = is_accurate(value_of(params, "COLUMN_STATS_ACCURATE"));
  const std::string words = (rows ? "numRows=" + std::to_string(*rows) : "no numRows") + ", " +
                            (bytes ? "totalSize=" + std::to_string(*bytes) : "no totalSize") + ", " +
                            (accurate ? "accurate" : "not called accurate");
  if (rows.value_or(0) > 0 || bytes.value_or(0) > 0) return {Verdict::present, "statistics: " + words};
  if (rows == 0 && bytes == 0 && accurate) return {Verdict::absent, "statistics: " + words};
  return {Verdict::unknown, "statistics do not tell: " + words};
}

Seen judge_iceberg(const Params& params) {
  const std::string snapshot = value_of(params, "current-snapshot-id");
  if (snapshot == "-1") return {Verdict::absent, "Iceberg table without a snapshot"};
  const auto summary = nlohmann::json::parse(value_of(params, "current-snapshot-summary"), nullptr, false);
  if (snapshot.empty() || !summary.is_object() || !summary.contains("total-records")) {
    return {Verdict::unknown, "the metastore does not know the rows of the Iceberg table's snapshot"};
  }
  const auto& total = summary.at("total-records");
  const auto rows = number_from(total.is_string() ? total.get<std::string>() : total.dump());
  if (!rows) return {Verdict::unknown, "total-records of the Iceberg table's snapshot is no number"};
  return {*rows > 0 ? Verdict::present : Verdict::absent, "Iceberg snapshot, total-records=" + std::to_string(*rows)};
}

}  // namespace

bool is_view(const Table& table) { return table.kind == "VIRTUAL_VIEW"; }
bool is_iceberg(const Table& table) { return lower(value_of(table.params, "table_type")) == "iceberg"; }

Seen judge_statistics(const Table& table, const Partition* partition) {
  if (is_view(table)) return {Verdict::unknown, "a view has no statistics"};
  if (is_iceberg(table)) return judge_iceberg(table.params);
  if (lower(value_of(table.params, "transactional")) == "true") {
    return {Verdict::unknown, "the table is transactional; its statistics count writes that are not committed"};
  }
  const std::string provider = lower(value_of(table.params, "spark.sql.sources.provider"));
  const bool foreign = provider == "delta" || provider == "paimon" || provider == "jdbc";
  if (foreign || !value_of(table.params, "storage_handler").empty()) {
    return {Verdict::unknown, "another system keeps its data; the metastore only knows that it exists"};
  }
  return judge_params(partition == nullptr ? table.params : partition->params);
}

}  // namespace aiep::check::hms
