#include "adapters/mock/mock_host.h"

#include <charconv>
#include <map>

#include "core/base/files.h"
#include "core/base/messages/backend.h"

namespace aiep::mock {
namespace {

constexpr std::size_t kLargestFile = 1 << 20;

/// Calls `use(first, second)` for each line, cut at the first `separator`.
template <class Use>
void each_pair(std::string_view text, char separator, Use use) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t cut = line.find(separator);
    if (cut == std::string_view::npos || line.starts_with('#')) continue;
    use(std::string(line.substr(0, cut)), std::string(line.substr(cut + 1)));
  }
}

spi::OuterSaid said_from(const std::string& word) {
  for (const auto said :
       {spi::OuterSaid::running, spi::OuterSaid::killed, spi::OuterSaid::moved, spi::OuterSaid::gone}) {
    if (word == to_string(said)) return said;
  }
  return spi::OuterSaid::unknown;
}

class MockHost final : public spi::Host {
 public:
  explicit MockHost(std::string said_file) : said_file_(std::move(said_file)) {}

  std::string system() const override { return "mock"; }

  Result<spi::OuterExecution> who_am_i(const spi::Environment&, const std::string& property_file) const override {
    if (property_file.empty()) return make_error(messages::kNoOuter, {"no property file was given"});
    auto text = read_file(property_file, kLargestFile);
    if (!text) return std::move(text).error();
    std::map<std::string, std::string> properties;
    each_pair(*text, '=', [&](std::string key, std::string value) { properties[key] = std::move(value); });
    if (properties["system"] != "mock") return make_error(messages::kNoOuter, {property_file + " says no system=mock"});
    spi::OuterExecution me;
    me.identity = {"mock", properties["project"], properties["flow"], properties["execution"], properties["job"], 0};
    me.link = properties["link"];
    if (me.identity.execution.empty()) return make_error(messages::kBadOuter, {"execution", "is not set"});
    const std::string& attempt = properties["attempt"];
    const auto [stop, error] = std::from_chars(attempt.data(), attempt.data() + attempt.size(), me.identity.attempt);
    if (!attempt.empty() && (error != std::errc{} || me.identity.attempt < 0)) {
      return make_error(messages::kBadOuter, {"attempt", "`" + attempt + "` is no whole number"});
    }
    for (const auto& [key, value] : properties) {
      if (key.starts_with("param.")) me.params[key.substr(6)] = value;
    }
    return me;
  }

  Result<spi::OuterSaid> said(const OuterIdentity& identity) override {
    auto text = read_file(said_file_, kLargestFile);
    if (!text) return spi::OuterSaid::unknown;
    spi::OuterSaid said = spi::OuterSaid::unknown;
    each_pair(*text, ' ', [&](const std::string& execution, const std::string& word) {
      if (execution == identity.execution) said = said_from(word);
    });
    return said;
  }

  Status report(const std::map<std::string, std::string>&) override { return {}; }
  /// A scheduler that keeps 0 and 1 only.
  int exit_code(const spi::RunOutcome& outcome) const override { return spi::full_exit_code(outcome) == 0 ? 0 : 1; }
  Millis patience() const override { return Millis(5'000); }

 private:
  const std::string said_file_;
};

}  // namespace

std::shared_ptr<spi::Host> make_mock_host(std::string said_file) {
  return std::make_shared<MockHost>(std::move(said_file));
}

}  // namespace aiep::mock
