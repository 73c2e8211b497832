// aiep-audit: checks what happened against what was promised.
#include <cstdio>

#include "apps/aiep_audit/gather.h"
#include "apps/aiep_audit/report.h"
#include "apps/wire/version.h"
#include "core/base/catalogue.h"

namespace {

using namespace aiep;

constexpr int kViolations = 1, kUsage = 2, kUnreadable = 7, kOutputLost = 74;

int fail(const Error& error) {
  std::fprintf(stderr, "error[%s]: %s\n   = help: %s\n", to_string(error.code).c_str(), error.message().c_str(),
               render_hint(error, Lang::en).c_str());
  return error.kind == ErrorKind::invalid_argument ? kUsage : kUnreadable;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = auditor::parse_options({argv + 1, argv + argc});
  if (!options) return fail(options.error());
  if (options->help || options->version) {
    std::printf("%s%s\n", options->help ? auditor::help_text() : "aiep-audit ",
                options->help ? "" : wire::program_version());
    return 0;
  }
  const auto gathered = auditor::gather(*options);
  if (!gathered) return fail(gathered.error());
  const audit::Findings findings = audit::check(gathered->evidence);
  const std::string text =
      options->json ? auditor::json_report(*gathered, findings) : auditor::text_report(*gathered, findings);
  const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  if (!written) return kOutputLost;
  return findings.violations.empty() ? 0 : kViolations;
}
