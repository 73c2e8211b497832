#include "apps/aiep_audit/options.h"

#include "apps/option_table/option_table.h"
#include "core/base/messages/general.h"

namespace aiep::auditor {
namespace {

/// Ten years: a clock may stand anywhere when its battery is empty.
constexpr Millis kMostSkew{3'650LL * 24 * 3'600'000};

OptionSetter one_argument(std::string& target) {
  return [&target](const std::string& word) {
    if (!target.empty()) return Status(make_error(messages::kArgumentTooMany, {word}));
    target = word;
    return Status{};
  };
}

OptionSetter output_format(bool& json) {
  return [&json](const std::string& value) {
    json = value == "json";
    return json || value == "table" ? Status{} : Status(wrong_value("--output", value, "table, json"));
  };
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  Options options;
  const OptionTable table{.flags = {{"--help", &options.help}, {"-h", &options.help}, {"--version", &options.version}},
                          .valued = {{"--ledger", text_option("--ledger", options.ledger)},
                                     {"--slots", number_option("--slots", 1, options.slots)},
                                     {"--skew", duration_option("--skew", Millis{0}, kMostSkew, options.skew)},
                                     {"-o", output_format(options.json)},
                                     {"--output", output_format(options.json)}},
                          .argument = one_argument(options.what)};
  if (Status read = read_options(table, arguments); !read) return read.error();
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
