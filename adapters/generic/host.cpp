#include "adapters/generic/host.h"

#include <charconv>

#include "core/base/messages/backend.h"

namespace aiep::generic {
namespace {

constexpr int kHighestAttempt = 1'000'000;

std::string value_of(const spi::Environment& environment, const char* name) {
  const auto it = environment.find(name);
  return it == environment.end() ? "" : it->second;
}

class GenericHost final : public spi::Host {
 public:
  std::string system() const override { return "generic"; }

  Result<spi::OuterExecution> who_am_i(const spi::Environment& environment, const std::string&) const override {
    spi::OuterExecution me;
    me.identity.system = value_of(environment, "AIEP_OUTER_SYSTEM");
    me.identity.execution = value_of(environment, "AIEP_OUTER_EXECUTION");
    if (me.identity.system.empty() && me.identity.execution.empty()) {
      return make_error(messages::kNoOuter, {"AIEP_OUTER_SYSTEM and AIEP_OUTER_EXECUTION are not set"});
    }
    if (me.identity.system.empty()) return make_error(messages::kBadOuter, {"AIEP_OUTER_SYSTEM", "is not set"});
    if (me.identity.execution.empty()) return make_error(messages::kBadOuter, {"AIEP_OUTER_EXECUTION", "is not set"});
    me.identity.project = value_of(environment, "AIEP_OUTER_PROJECT");
    me.identity.flow = value_of(environment, "AIEP_OUTER_FLOW");
    me.identity.job = value_of(environment, "AIEP_OUTER_JOB");
    me.link = value_of(environment, "AIEP_OUTER_LINK");
    const std::string attempt = value_of(environment, "AIEP_OUTER_ATTEMPT");
    const char* const end = attempt.data() + attempt.size();
    const auto [stop, error] = std::from_chars(attempt.data(), end, me.identity.attempt);
    const bool number = error == std::errc{} && stop == end;
    if (!attempt.empty() && (!number || me.identity.attempt < 0 || me.identity.attempt > kHighestAttempt)) {
      return make_error(messages::kBadOuter,
                        {"AIEP_OUTER_ATTEMPT", "`" + attempt + "` is no number from 0 to 1000000"});
    }
    return me;
  }

  Result<spi::OuterSaid> said(const OuterIdentity&) override { return spi::OuterSaid::unknown; }
  Status report(const std::map<std::string, std::string>&) override { return {}; }
  int exit_code(const spi::RunOutcome& outcome) const override { return spi::full_exit_code(outcome); }
  Millis patience() const override { return Millis(30'000); }
};

}  // namespace

std::shared_ptr<spi::Host> make_host() { return std::make_shared<GenericHost>(); }

}  // namespace aiep::generic
