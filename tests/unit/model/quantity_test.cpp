#include "core/model/quantity.h"

#include <boost/test/unit_test.hpp>

using namespace aiep;

BOOST_AUTO_TEST_SUITE(quantity)

namespace {

struct Row {
  const char* text;
  std::int64_t amount;  ///< -1 = not a quantity
};

}  // namespace

BOOST_AUTO_TEST_CASE(memory) {
  const Row rows[] = {{"1024", 1024},
                      {"1Gi", 1'073'741'824},
                      {"512Mi", 536'870'912},
                      {"2.5GB", 2'500'000'000},
                      {"2.5GiB", 2'684'354'560},
                      {"2Gb", 2'000'000'000},
                      {"100k", 100'000},
                      {"1KiB", 1024},
                      {"0.5Ki", 512},
                      {"0.0001Ki", 1},
                      {"1.1Gi", 1'181'116'007},
                      {"1e9", 1'000'000'000},
                      {"1.5e3", 1500},
                      {"4P", 4'000'000'000'000'000},
                      {"9223372036854775807", 9'223'372'036'854'775'807},
                      {"0", 0},
                      {"9223372036854775808", -1},
                      {"8388608Pi", -1},
                      {"1e99", -1},
                      {"1m", -1},
                      {"-1", -1},
                      {"+1", -1},
                      {"", -1},
                      {"Gi", -1},
                      {"1 Gi", -1},
                      {"1.Gi", -1},
                      {".5Gi", -1},
                      {"1Gii", -1},
                      {"1Bi", -1},
                      {"1X", -1},
                      {"1e", -1},
                      {"0x10", -1},
                      {"1,5Gi", -1}};
  for (const Row& row : rows) BOOST_TEST(parse_memory(row.text).value_or(-1) == row.amount, row.text);
}

BOOST_AUTO_TEST_CASE(cpu) {
  const Row rows[] = {{"1", 1000},   {"0.5", 500}, {"500m", 500}, {"1.5", 1500},  {"0.0001", 1}, {"0.1m", 1},
                      {"64", 64000}, {"0", 0},     {"", -1},      {"m", -1},      {"1M", -1},    {"-1", -1},
                      {"1k", -1},    {"1.", -1},   {"2 m", -1},   {"0.5cpu", -1}, {"1mm", -1}};
  for (const Row& row : rows) BOOST_TEST(parse_cpu(row.text).value_or(-1) == row.amount, row.text);
}

BOOST_AUTO_TEST_SUITE_END()
