#include "apps/aiep_audit/options.h"

#include <charconv>

#include "core/base/duration.h"
#include "core/base/messages/general.h"

namespace aiep::auditor {
namespace {

bool is_valued(const std::string& name) {
  return name == "--ledger" || name == "-o" || name == "--output" || name == "--slots" || name == "--skew";
}

bool set(Options& options, const std::string& name, const std::string& value) {
  if (name == "--ledger") return options.ledger = value, !value.empty();
  if (name == "--slots") {
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), options.slots);
    return error == std::errc{} && end == value.data() + value.size() && options.slots > 0;
  }
  if (name == "--skew") {
    const auto skew = parse_duration(value);
    options.skew = skew.value_or(Millis{0});
    return skew.has_value();
  }
  options.json = value == "json";
  return options.json || value == "table";
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string name = arguments[i];
    if (name == "--help" || name == "-h") options.help = true;
    if (name == "--version") options.version = true;
    if (options.help || options.version) return options;
    if (!name.starts_with('-')) {
      if (!options.what.empty()) return make_error(messages::kArgumentTooMany, {name});
      options.what = name;
      continue;
    }
    const std::size_t equals = name.find('=');
    std::string value;
    if (equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    if (!is_valued(name)) return make_error(messages::kOptionUnknown, {name});
    if (equals == std::string::npos) {
      if (++i == arguments.size()) return make_error(messages::kOptionValueMissing, {name});
      value = arguments[i];
    }
    if (!set(options, name, value)) {
      return make_error(messages::kOptionValueWrong, {value, name});
    }
  }
  return options;
}

const char* help_text() {
  return "aiep-audit: checks the event log of a workspace against the promises I1 to I8\n\n"
         "usage: aiep-audit [WORKSPACE|DB-URL] [options]\n"
         "  WORKSPACE     folder of a workspace (env AIEP_WORKSPACE)\n"
         "  DB-URL        sqlite:///path or mysql://...\n"
         "  --ledger DIR  what the tasks wrote down themselves (*.ledger)\n"
         "  -o FORMAT     table or json\n"
         "  --slots N     the server ran at most N local tasks at once\n"
         "  --skew D      clocks of tasks and servers may differ by so much (0s)\n"
         "  --version, --help\n\n"
         "Reads only; a server may run meanwhile or be dead.\n"
         "exit code: 0 nothing found, 1 violations, 2 usage, 7 the data cannot be read\n";
}

}  // namespace aiep::auditor
