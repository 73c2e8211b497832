/// Any bytes as a property file of either dialect: no crash, no endless work; every key that is read has
/// a report with words, every error a message and a place, every planned object a canonical text.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "datachecker/dialect/read_plan.h"
#include "datachecker/object.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aiep;
  auto file = check::parse_properties("f", std::string(reinterpret_cast<const char*>(data), size));
  if (!file) {
    require(!file.error().message().empty() && file.error().place.line > 0 && file.error().place.column > 0);
    return 0;
  }
  check::PlanOptions options;
  options.dates = dates::make_context(from_ms(1'709'283'600'000), "Asia/Shanghai", "20240229").value();
  for (const auto dialect : {check::FileDialect::schedulis, check::FileDialect::dss}) {
    options.dialect = dialect;
    const check::FileReading reading = check::read_plan(*file, options);
    require(reading.keys.size() >= file->properties.size());
    for (const check::KeyReport& report : reading.keys) require(!report.effect.en.empty() && !report.effect.zh.empty());
    for (const Error& error : reading.errors) require(!error.message().empty() && error.place.file == "f");
    require(!reading.errors.empty() || !reading.plan.objects.empty());
    for (const check::PlannedObject& object : reading.plan.objects) {
      require(check::parse_object(check::to_text(object.question)).has_value());
    }
  }
  return 0;
}
