/// Any bytes as an expression and as text with placeholders: no crash, no endless work, and what is
/// kept or refused is so for a reason. The first line is the text, each further one NAME=VALUE.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "core/dates/expand.h"

using namespace aiep;
using namespace aiep::dates;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_expression(const DateContext& context, Dialect dialect, std::string_view text) {
  const auto value = evaluate(context, dialect, text);
  if (!value) {
    require(value.error().kind == ErrorKind::not_found || value.error().kind == ErrorKind::invalid_argument);
    return;
  }
  require(value->size() >= 6 && value->size() <= 13);
  require(
      std::all_of(value->begin(), value->end(), [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == ' '; }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto context = make_context(from_ms(1'709'251'200'000), "Asia/Shanghai", std::nullopt);
  require(context.has_value());
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view text = rest.substr(0, rest.find('\n'));
  Scope scope{*context, Dialect::schedulis, {}, {"CODE_DIR"}};
  while (rest.find('\n') != std::string_view::npos) {
    rest.remove_prefix(rest.find('\n') + 1);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) scope.variables.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  (void)make_context(from_ms(0), "UTC", std::string(text));
  for (const Dialect dialect : {Dialect::schedulis, Dialect::linkis}) {
    scope.dialect = dialect;
    check_expression(*context, dialect, text);
    const auto strict = expand(text, scope, Unknown::error);
    const auto lenient = expand(text, scope, Unknown::keep);
    // In program text `&{…}` is Linkis' alone (expand.h), and what it leaves may come from a value.
    const bool same = dialect == Dialect::linkis || (lenient && lenient->find("&{") == std::string::npos);
    if (strict) require(lenient && (!same || *lenient == *strict));
    if (text.find_first_of("$&") == std::string_view::npos) require(strict && *strict == text);
  }
  return 0;
}
