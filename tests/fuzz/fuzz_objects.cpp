/// Any bytes as an object: no crash; what is read has a canonical text that gives the same question,
/// and Hive's escaping can be undone.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "datachecker/object.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aiep;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!text.empty()) require(check::unescape_path_name(check::escape_path_name(text)) == text);
  const auto question = check::parse_object(text);
  if (!question) {
    require(!question.error().message().empty());
    return 0;
  }
  const auto again = check::parse_object(check::to_text(*question));
  require(again.has_value());
  require(again->database == question->database && again->table == question->table && again->spec == question->spec);
  return 0;
}
