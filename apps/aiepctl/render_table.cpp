#include "apps/aiepctl/render_table.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <optional>

#include "apps/aiepctl/text.h"
#include "core/base/clock.h"

namespace aiep::cli {
namespace {

using Json = nlohmann::ordered_json;

std::optional<double> seconds_of(const std::string& iso) {
  std::tm parts{};
  double seconds = 0;
  if (std::sscanf(iso.c_str(), "%d-%d-%dT%d:%d:%lf", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour,
                  &parts.tm_min, &seconds) != 6) {
    return std::nullopt;
  }
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return static_cast<double>(::timegm(&parts)) + seconds;
}

std::string spoken(double seconds) {
  char text[32];
  if (seconds < 60) {
    std::snprintf(text, sizeof text, "%.1fs", std::max(0.0, seconds));
  } else {
    const auto whole = static_cast<long>(seconds);
    if (whole < 3600) {
      std::snprintf(text, sizeof text, "%ldm%02lds", whole / 60, whole % 60);
    } else {
      std::snprintf(text, sizeof text, "%ldh%02ldm", whole / 3600, whole / 60 % 60);
    }
  }
  return text;
}

}  // namespace

std::string table(const Row& head, const std::vector<Row>& rows, std::size_t last_cells) {
  std::vector<std::size_t> widths;
  for (const std::string& cell : head) widths.push_back(display_width(cell));
  std::vector<Row> shown;
  for (const Row& row : rows) {
    Row clean;
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::string cell = visible(row[i]);
      if (last_cells != 0 && i + 1 == row.size()) cell = shortened(cell, last_cells);
      widths[i] = std::max(widths[i], display_width(cell));
      clean.push_back(std::move(cell));
    }
    shown.push_back(std::move(clean));
  }
  shown.insert(shown.begin(), head);
  std::string out;
  for (const Row& row : shown) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += (i > 0 ? "  " : "") + padded(row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string node_table(const Io& io, const Json& run) {
  std::vector<Row> rows;
  for (const Json& node : run.value("nodes", Json::array())) {
    rows.push_back({field(node, "title"), field(node, "type"), field(node, "state"),
                    std::to_string(node.value("attempts", Json::array()).size()),
                    duration_between(field(node, "started_at"), field(node, "ended_at")), field(node, "reason")});
  }
  const Row head = io.lang == Lang::zh ? Row{"节点", "类型", "状态", "尝试", "用时", "原因"}
                                       : Row{"NODE", "TYPE", "STATE", "TRIES", "TIME", "REASON"};
  return table(head, rows, 100);
}

std::string local_time(const std::string& iso) {
  const auto seconds = seconds_of(iso);
  if (!seconds) return "-";
  const auto whole = static_cast<std::time_t>(*seconds);
  std::tm parts{};
  ::localtime_r(&whole, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
  return text;
}

std::string duration_between(const std::string& from, const std::string& to) {
  const auto start = seconds_of(from);
  if (!start) return "-";
  const auto end = seconds_of(to);
  return spoken((end ? *end : static_cast<double>(to_ms(SystemClock().now())) / 1000.0) - *start);
}

std::string painted_state(const Io& io, const std::string& state) {
  if (!io.color) return state;
  const char* paint = state == "succeeded"                         ? "\x1b[32m"
                      : state == "failed" || state == "lost"       ? "\x1b[31m"
                      : state == "running"                         ? "\x1b[36m"
                      : state == "cancelled" || state == "skipped" ? "\x1b[33m"
                                                                   : "";
  return *paint == '\0' ? state : paint + state + "\x1b[0m";
}

}  // namespace aiep::cli
