#include "datachecker/evidence.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "core/base/ascii.h"

namespace aiep::check {
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
  if (ascii_lower(text) == "true") return true;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const auto basic = json.is_object() ? json.find("BASIC_STATS") : json.end();
  return basic != json.end() && (*basic == "true" || *basic == true);
}

}  // namespace

TableKind table_kind(const std::string& type, const Params& params) {
  if (type == "VIRTUAL_VIEW") return TableKind::view;
  if (ascii_lower(value_of(params, "table_type")) == "iceberg") return TableKind::iceberg;
  if (ascii_lower(value_of(params, "transactional")) == "true") return TableKind::transactional;
  const std::string provider = ascii_lower(value_of(params, "spark.sql.sources.provider"));
  const bool foreign = provider == "delta" || provider == "paimon" || provider == "jdbc";
  return foreign || !value_of(params, "storage_handler").empty() ? TableKind::foreign : TableKind::plain;
}

Evidence judge_statistics(const Params& params) {
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

Evidence judge_iceberg(const Params& params) {
  const std::string snapshot = value_of(params, "current-snapshot-id");
  if (snapshot == "-1") return {Verdict::absent, "Iceberg table without a snapshot"};
  const auto summary = nlohmann::json::parse(value_of(params, "current-snapshot-summary"), nullptr, false);
  if (snapshot.empty() || !summary.is_object() || !summary.contains("total-records")) {
    return {Verdict::unknown, "the metastore does not know the rows of the Iceberg table's snapshot"};
  }
  const auto& total = summary.at("total-records");
  const auto rows = number_from(total.is_string() ? total.get<std::string>() : total.dump());
  if (!rows) return {Verdict::unknown, "total-records of the Iceberg table's snapshot is no number"};
  return {*rows > 0 ? Verdict::present : Verdict::absent,
          "Iceberg snapshot " + snapshot + ", total-records=" + std::to_string(*rows)};
}

Evidence judge_stats(TableKind kind, const Params& table, const Params& asked) {
  switch (kind) {
    case TableKind::view: return {Verdict::unknown, "a view has no statistics"};
    case TableKind::foreign:
      return {Verdict::unknown, "another system keeps its data; the metastore only knows that it exists"};
    case TableKind::iceberg: return judge_iceberg(table);
    case TableKind::transactional:
      return {Verdict::unknown, "the table is transactional; its statistics count writes that are not committed"};
    case TableKind::plain: break;
  }
  return judge_statistics(asked);
}

}  // namespace aiep::check
