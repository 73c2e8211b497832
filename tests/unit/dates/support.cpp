#include "tests/unit/dates/support.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

namespace aiep::dates {

using namespace std::chrono;

std::vector<Row> read_rows(const std::string& name) {
  std::ifstream file(std::string(AIEP_SOURCE_DIR "/tests/cases/dates/") + name);
  BOOST_REQUIRE_MESSAGE(file, "cannot read " + name);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    Row row(1);
    for (const char c : line) {
      if (c == '\t') {
        row.emplace_back();
      } else {
        row.back() += c;
      }
    }
    rows.push_back(row);
  }
  return rows;
}

TimePoint instant(const std::string& iso) {
  const auto number = [&](std::size_t at, std::size_t length) { return std::stoi(iso.substr(at, length)); };
  return sys_days(year(number(0, 4)) / number(5, 2) / number(8, 2)) + hours(number(11, 2)) + minutes(number(14, 2)) +
         seconds(number(17, 2));
}

DateContext context_of(const std::string& date, const std::string& clock) {
  const std::string dashes = date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2);
  const std::string time = clock.size() == 2 ? clock + ":00:00" : clock;
  auto context = make_context(instant(dashes + "T" + time) + days(1), "UTC", date);
  BOOST_REQUIRE(context.has_value());
  return *context;
}

}  // namespace aiep::dates
